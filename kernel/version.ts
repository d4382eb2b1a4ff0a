/** The version of the package that this kernel is part of. */
import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from './package-root.js';
import { isRecord, stringField } from './wire/json.js';

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8'));
  return isRecord(manifest) ? stringField(manifest, 'version', '0.0.0') : '0.0.0';
}

export const VERSION = readVersion();
