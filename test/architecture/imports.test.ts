/** The house keeps its order: data flows one way, and the kernel and the library know nothing of each other. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { betweenFolders, findCycle, foldersOf, readImports } from './imports.js';

/** From dist/test/architecture/. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const graph = readImports(root, ['kernel', 'src', 'test', 'bench']);
const importsFrom = (from: string, to: string) =>
  [...graph].flatMap(([file, imported]) =>
    file.startsWith(from)
      ? imported
          .filter((target) => target.startsWith(to))
          .map((target) => `${file} imports ${target}`)
      : [],
  );

test('no file imports itself, directly or through others', () => {
  assert.equal(findCycle(graph)?.join('\n  imports '), undefined);
});

test('no folder imports a sibling folder that imports it', () => {
  const cycles = foldersOf(graph).flatMap((folder) => {
    const cycle = findCycle(betweenFolders(graph, folder));
    if (!cycle) return [];
    return cycle
      .slice(1)
      .flatMap((to, i) => importsFrom(`${folder}/${cycle[i]}/`, `${folder}/${to}/`));
  });
  assert.deepEqual(cycles, []);
});

test('the kernel imports nothing of the library, nor the library of the kernel', () => {
  assert.deepEqual(importsFrom('kernel/', 'src/'), []);
  assert.deepEqual(importsFrom('src/', 'kernel/'), []);
});

test('what is shipped imports nothing of tests and benchmarks', () => {
  const leaks = ['kernel/', 'src/'].flatMap((from) =>
    ['test/', 'bench/'].flatMap((to) => importsFrom(from, to)),
  );
  assert.deepEqual(leaks, []);
});

test('these tests see cycles that go through exports, types, dynamic imports and folders', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-imports-'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  try {
    write('a/one.ts', "export * from '../b/two.js';");
    write('b/two.ts', "export const two = async () => import('./three.js');");
    write('b/three.ts', "import type { One } from '../a/one.js'; export type Three = One;");
    assert.deepEqual(findCycle(readImports(folder, ['a', 'b'])), [
      'a/one.ts',
      'b/two.ts',
      'b/three.ts',
      'a/one.ts',
    ]);

    write('src/c/one.ts', "import '../d/one.js';");
    write('src/c/two.ts', '');
    write('src/d/one.ts', '');
    write('src/d/two.ts', "import '../c/two.js';");
    const rooms = readImports(folder, ['src']);
    assert.equal(findCycle(rooms), undefined);
    assert.deepEqual(findCycle(betweenFolders(rooms, 'src')), ['c', 'd', 'c']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
