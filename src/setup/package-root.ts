/** The folder of Gradbook's package, for the files that are not compiled. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** From dist/src/setup, where this file runs. */
export const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** A file of the package that is shipped as it is, as `asset('src/setup/requirements.lock')`. */
export function asset(file: string): string {
  return path.join(packageRoot, file);
}

/** The version of Gradbook's package. */
export function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(asset('package.json'), 'utf8'));
  return version;
}
