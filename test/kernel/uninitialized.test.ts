/** What a cell declares has no value before its line, whatever value an earlier cell has given that name. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

describe('variables before their lines', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run('%types off');
    await kernel.run('let early = 1, other = 2; class Early { static v = 3 }');
  });
  after(() => kernel.stop());

  for (const code of [
    'let early = early + 1',
    'const early = [1].concat(early)',
    'typeof early; let early',
    'early = 5; let early = 6',
    '({ early } = { early: 5 }); let early',
    '({ early = 4 } = {}); let early',
    '[other, early] = [1, 2]; const early = 6',
    'for (early of [1]) {} let early',
    'const copy = { early }; let early',
    '{ if (true) early } let early',
    'let { other: early = early } = {}',
    'let { [early]: x } = {}, early',
    'let x = String(early), early = 5',
    'early: for (;;) { early; break early } let early',
    'new Early(); class Early {}',
    'class Next extends Early {} class Early {}',
    'export const early = (() => 1)(early)',
    'const f = (x) => x; f(early); export class early {}',
  ]) {
    test(`throws: ${code}`, async () => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.ename, 'ReferenceError', cell.traceback);
      assert.match(cell.reply.evalue, /^Cannot access '[eE]arly' before initialization$/);
      await kernel.run('early = 1');
    });
  }

  for (const code of [
    '{ let early = 5; early }\nlet early',
    'const read = () => early; let early = 7; read()',
    'function say() { return early } let early; early = 8; say()',
    'const object = { early: 1 }; object.early; let early',
    'early: for (;;) { break early } let early',
    'let { early, other = early } = { early: 9 }; other',
    'for (const early of [1]) early\nlet early',
    'try { throw 1 } catch (early) { early } let early',
    'var first = (function early(early) { return early })(2); let early',
    'class Early { static self = Early; early() {} }',
    'class C { early = 1; static { const early = 2; early } } let early',
    'let early = 1; early += 1; early',
    'export { early }; let early = 3',
    'let { ["early"]: early } = {}; early',
    'var other = other; other',
  ]) {
    test(`is free to: ${code}`, async () => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.status, 'ok', cell.traceback);
    });
  }
});
