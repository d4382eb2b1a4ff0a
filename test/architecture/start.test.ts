/** What the kernel's threads and the library load at their start, before anybody asks for anything. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** The packages that a built file imports as it loads, itself or by other files. */
function packagesOf(file: URL, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file.href)) return packages;
  seen.add(file.href);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of text.matchAll(
    /^(?:import|export)\s(?:[^;"']*\sfrom\s)?["']([^"']+)["'];/gm,
  )) {
    if (specifier.startsWith('.')) {
      for (const name of packagesOf(new URL(specifier, file), seen)) packages.add(name);
    } else if (!specifier.startsWith('node:')) {
      packages.add(specifier);
    }
  }
  return packages;
}

test('the thread that has the sockets loads no compiler and no database at its start', () => {
  for (const file of ['worker.js', 'serving.js']) {
    const loaded = packagesOf(new URL(`../../kernel/threads/${file}`, import.meta.url));
    assert.deepEqual([...loaded], []);
  }
});

test('that is no accident: what is looked at sees what the other thread loads', () => {
  const compile = new URL('../../kernel/cells/compile.js', import.meta.url);
  assert.ok(packagesOf(compile).has('oxc-transform'));
});

test('the library loads what reads tables and archives when one is read', () => {
  const loaded = packagesOf(new URL('../../src/index.js', import.meta.url));
  for (const name of ['hyparquet', 'hyparquet-compressors', 'nanotar']) {
    assert.ok(!loaded.has(name), name);
  }
  assert.ok(loaded.has('@tensorflow/tfjs-core'));
  const tables = new URL('../../src/data/tables/parquet.js', import.meta.url);
  assert.ok(packagesOf(tables).has('hyparquet'));
});
