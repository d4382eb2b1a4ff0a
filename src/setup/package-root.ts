/** The folder of Gradbook's package, for the files that are not compiled. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** From dist/src/setup, where this file runs. */
export const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** A file of the package that is shipped as it is, as `asset('src/setup/requirements.lock')`. */
export function asset(file: string): string {
  return path.join(packageRoot, file);
}
