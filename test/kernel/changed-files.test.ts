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

  test('is loaded once for each query and hash of its own, and they stay where it changed', async () => {
    write({
      'own.ts':
        'export const n: number = 1; export const end = import.meta.url.replace(/^[^?#]*/, "")',
    });
    const all =
      "const [plain, asked, marked] = [await import('./own.ts'), await import('./own.ts?a'), await import('./own.ts#b')];" +
      'asked === marked || asked === plain || [plain, asked, marked].map(({ n, end }) => n + end)';
    assert.equal(await result(all), "[ '1', '1?a', '1#b' ]");
    write({
      'own.ts':
        'export const n: number = 2; export const end = import.meta.url.replace(/^[^?#]*/, "")',
    });
    assert.equal(await result(all), "[ '2?loaded=2', '2?a&loaded=2', '2?loaded=2#b' ]");
  });

  test('is loaded again also behind JSON that was imported with an attribute', async () => {
    write({ 'data.json': '{ "n": 1 }', 'beside.cjs': 'exports.n = 1' });
    const all =
      "import data from './data.json' with { type: 'json' }; import beside from './beside.cjs'; [data.n, beside.n]";
    assert.equal(await result(all), '[ 1, 1 ]');
    write({ 'data.json': '{ "n": 2 }', 'beside.cjs': 'exports.n = 2' });
    assert.equal(await result(all), '[ 2, 2 ]');
  });

  test('that failed is loaded again once there is what it needs; what was there keeps its state', async () => {
    write({
      'state.ts': 'let calls = 0; export const count = () => ++calls',
      'needs-value.ts':
        "import { count } from './state'; if (!process.env.GIVEN) throw new Error('not given'); export const counted = count()",
      'needs-package.ts': "import { made } from 'made-later'; export const two = made + 1",
    });
    assert.equal(await result("import { count } from './state'; count()"), '1');
    const first = await kernel.run("import { counted } from './needs-value'");
    assert.equal(first.reply.evalue, 'not given');
    const second = await kernel.run("\nimport { counted } from './needs-value'");
    assert.equal(second.reply.evalue, 'not given');
    assert.match(second.traceback, new RegExp(`at async cell ${second.reply.execution_count}:2:1`));
    assert.doesNotMatch(second.traceback, new RegExp(`cell ${first.reply.execution_count}:`));
    const third = await kernel.run("import { two } from './needs-package'");
    assert.match(third.reply.evalue, /Cannot find package 'made-later'/);
    write({ 'node_modules/made-later/index.js': 'exports.made = 1' });
    assert.equal(
      await result(
        "process.env.GIVEN = 'yes';\nconst { counted } = await import('./needs-value'); const { two } = await import('./needs-package'); [counted, two]",
      ),
      '[ 2, 2 ]',
    );
  });

  test('is none where a package in CommonJS failed: it is loaded again too', async () => {
    write({ 'node_modules/needs-native/index.js': "exports.native = require('native-part')" });
    for (let tries = 0; tries < 2; tries++) {
      const { reply } = await kernel.run("import { native } from 'needs-native'");
      assert.match(reply.evalue, /^Cannot find module 'native-part'/);
    }
    write({ 'node_modules/native-part/index.js': 'module.exports = 5' });
    for (let tries = 0; tries < 2; tries++) {
      assert.equal(
        await result(
          "import { native } from 'needs-native'; import * as all from 'needs-native'; [native, all.native]",
        ),
        '[ 5, 5 ]',
      );
    }
  });
});
