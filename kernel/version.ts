/** The version of the package that this kernel is part of. */
import { readFileSync } from 'node:fs';
import { isRecord, stringField } from './wire/json.js';

/** The package's root: kernel/ is compiled to dist/kernel/. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8'));
  return isRecord(manifest) ? stringField(manifest, 'version', '0.0.0') : '0.0.0';
}

export const VERSION = readVersion();
