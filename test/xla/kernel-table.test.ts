/** docs/engine.md lists the kernels that there are, by the file that has them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/setup/index.js';
import { hostKernels } from '../../src/xla/host/kernels.js';
import { kernels } from '../../src/xla/kernels/index.js';

/** As built, from dist/test/xla/. */
const folder = fileURLToPath(new URL('../../src/xla/kernels/', import.meta.url));

/** The names of a file's kernels, by file. */
async function kernelsByFile(): Promise<Map<string, string[]>> {
  const byFile = new Map<string, string[]>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.js') || file === 'index.js') continue;
    const module: Record<string, unknown> = await import(pathToFileURL(folder + file).href);
    for (const [name, table] of Object.entries(module)) {
      if (!name.endsWith('Kernels') || typeof table !== 'object' || table === null) continue;
      byFile.set(file.replace(/\.js$/, ''), Object.keys(table));
    }
  }
  return byFile;
}

function row(where: string, names: readonly string[]): string {
  return `| ${where} | ${[...names].sort().join(', ')} |`;
}

async function rows(): Promise<string[]> {
  const onDevice = await kernelsByFile();
  const onHost = new Map<string, string[]>();
  for (const [name, reason] of Object.entries(hostKernels)) {
    onHost.set(reason, [...(onHost.get(reason) ?? []), name]);
  }
  return [
    ...[...onDevice].map(([file, names]) => row(`\`${file}.ts\``, names)),
    ...[...onHost].map(([reason, names]) => row(`on the host: ${reason}`, names)),
  ];
}

test('the table of docs/engine.md has every kernel in its place', async () => {
  const docs = readFileSync(path.join(packageRoot, 'docs', 'engine.md'), 'utf8');
  const table = /\| where \| kernels \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(docs)?.[1];
  assert.equal(table, `${(await rows()).join('\n')}\n`);
});

test('every kernel is in a file of its own kind', async () => {
  const listed = [...(await kernelsByFile()).values()].flat();
  assert.deepEqual(listed.sort(), Object.keys(kernels).sort());
});
