/** Makes tiny wheels (https://packaging.python.org/specifications/binary-distribution-format). */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IndexedFile } from './package-index.js';

export interface Wheel extends IndexedFile {
  version: string;
  sha256: string;
}

const ZIP = `
import json, sys, zipfile
path, files = json.load(sys.stdin)
with zipfile.ZipFile(path, "w") as archive:
    for name, text in files.items():
        archive.writestr(name, text)
`;

/** @param files what it carries, by path; written through `folder`. */
export function makeWheel(
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Wheel {
  const version = '1.0';
  const file = `${name}-${version}-py3-none-any.whl`;
  const info = `${name}-${version}.dist-info`;
  const all: Record<string, string> = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  all[`${info}/RECORD`] = `${Object.keys(all)
    .map((path) => `${path},,`)
    .join('\n')}\n${info}/RECORD,,\n`;
  const target = path.join(folder, file);
  execFileSync('python3', ['-c', ZIP], { input: JSON.stringify([target, all]), timeout: 120_000 });
  const content = readFileSync(target);
  return {
    name,
    version,
    file,
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

/** A requirements file that pins the wheels. */
export function writeLock(folder: string, wheels: readonly Wheel[]): string {
  const lock = path.join(folder, 'requirements.lock');
  const lines = wheels.map(
    ({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`,
  );
  writeFileSync(lock, lines.join(''));
  return lock;
}
