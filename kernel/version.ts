/** The versions of the package that this kernel is part of, and of the TypeScript in it. */
import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from './package-root.js';
import { isRecord, stringField } from './wire/json.js';

const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8'));
const { dependencies, ...own } = isRecord(manifest) ? manifest : {};

export const VERSION = stringField(own, 'version', '0.0.0');
// Dependencies are pinned exactly.
export const TYPESCRIPT_VERSION = stringField(
  isRecord(dependencies) ? dependencies : {},
  'typescript',
);
