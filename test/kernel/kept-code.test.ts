/** The kernel's files with the code that V8 made of them before: what is kept counts only where it is right. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { loadWithKeptCode } from '../../kernel/threads/kept-code.js';
import { newFolder } from '../new-folder.js';

describe('a file with kept code', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await newFolder();
    file = path.join(folder, 'some.cjs');
  });

  /** The code of some functions and some more: enough that damage to it would do harm. */
  const textOf = (value: string) =>
    `${'function f(x) { return x + 1; }\n'.repeat(500)}exports.value = f(${value}); exports.file = __filename;
     exports.sep = require('node:path').sep; exports.isOwn = module.exports === exports && this === exports;`;
  const load = () => loadWithKeptCode<Record<string, unknown>>(file, 0);
  const codeFiles = () => readdirSync(folder).filter((name) => name.endsWith('.code'));
  const hasCode = async (isRight: (code: Buffer) => boolean): Promise<Buffer> => {
    for (const end = Date.now() + 10_000; Date.now() < end; await delay(5)) {
      const [name] = codeFiles();
      const code = name === undefined ? undefined : readFileSync(path.join(folder, name));
      if (code && isRight(code)) return code;
    }
    throw new Error(`no such code: ${codeFiles().join()}`);
  };

  test('exports what it would without', async () => {
    writeFileSync(file, textOf('1'));
    const wanted = { value: 2, file, sep: path.sep, isOwn: true };
    assert.deepEqual({ ...load() }, wanted);
    const code = await hasCode(() => true);
    const [name = ''] = codeFiles();
    const written = statSync(path.join(folder, name)).mtimeMs;
    assert.deepEqual({ ...load() }, wanted);
    await delay(20);
    assert.equal(statSync(path.join(folder, name)).mtimeMs, written, 'the code is taken as it is');
    assert.ok(code.length > 1000);
  });

  test('that has changed is read anew, to the same length too', async () => {
    const before = await hasCode(() => true);
    writeFileSync(file, textOf('7'));
    assert.equal(load().value, 8);
    await hasCode((code) => !code.equals(before));
    assert.equal(load().value, 8);
  });

  test('whose code is damaged is read anew', async () => {
    const whole = await hasCode(() => true);
    const [name = ''] = codeFiles();
    const damaged = Buffer.from(whole).fill(0x55, 200, 400);
    for (const code of [damaged, whole.subarray(0, 100), Buffer.alloc(0)]) {
      writeFileSync(path.join(folder, name), code);
      assert.equal(load().value, 8);
      await hasCode((now) => !now.equals(code));
    }
  });
});
