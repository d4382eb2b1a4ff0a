/** Imported files that changed on disk are loaded again, and so is what imports them. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newFolder } from '../new-folder.js';
import { KernelClient } from './client.js';

describe('a file that changed', () => {
  let folder: string;
  let kernel: KernelClient;
  before(async () => {
    folder = await newFolder();
    kernel = await KernelClient.start({ cwd: folder });
  });
  after(() => kernel.stop());

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  };
  const result = async (code: string) => {
    const cell = await kernel.run(code);
    assert.equal(cell.traceback, '', code);
    return cell.result;
  };

  test('is new to the files that import it, also where it was imported by itself before', async () => {
    write({
      'inner.ts': 'export const inner = 1',
      'outer.ts': "import { inner } from './inner'; export const outer = () => inner",
    });
    assert.equal(await result("import { outer } from './outer.ts'; outer()"), '1');
    write({ 'inner.ts': 'export const inner = 2' });
    assert.equal(await result("import { inner } from './inner.ts'; inner"), '2');
    assert.equal(await result("import { outer } from './outer.ts'; outer()"), '2');
  });

  test('may be CommonJS, and required by files that did not change', async () => {
    write({
      'cjs/inner.cjs': 'exports.n = 1',
      'cjs/outer.cjs': "exports.inner = require('./inner.cjs')",
      'cjs/plain.js': "module.exports = 'plain'",
      'cjs/typed.cts': 'const n: number = 1; export = { n }',
      'cjs/module.ts': "import outer from './outer.cjs'; export const n = () => outer.inner.n",
    });
    const all =
      "import inner from './cjs/inner.cjs'; import outer from './cjs/outer.cjs'; import plain from './cjs/plain.js';" +
      "import typed from './cjs/typed.cts'; import { n } from './cjs/module.ts'; [inner.n, outer.inner.n, plain, typed.n, n()]";
    assert.equal(await result(all), "[ 1, 1, 'plain', 1, 1 ]");
    write({
      'cjs/inner.cjs': 'exports.n = 2',
      'cjs/plain.js': "module.exports = 'changed'",
      'cjs/typed.cts': 'const n: number = 2; export = { n }',
    });
    const again = await kernel.run(all);
    assert.equal(again.result, "[ 2, 2, 'changed', 2, 2 ]");
    assert.deepEqual(
      again
        .text('stderr')
        .match(/^\S+(?= changed on disk)/gm)
        ?.toSorted(),
      ['cjs/inner.cjs', 'cjs/plain.js', 'cjs/typed.cts'],
    );
    assert.equal(await result("require('./cjs/inner.cjs').n"), '2');
  });

  test('is loaded again also behind JSON that was imported with an attribute', async () => {
    write({ 'data.json': '{ "n": 1 }', 'beside.cjs': 'exports.n = 1' });
    const all =
      "import data from './data.json' with { type: 'json' }; import beside from './beside.cjs'; [data.n, beside.n]";
    assert.equal(await result(all), '[ 1, 1 ]');
    write({ 'data.json': '{ "n": 2 }', 'beside.cjs': 'exports.n = 2' });
    assert.equal(await result(all), '[ 2, 2 ]');
  });
});
