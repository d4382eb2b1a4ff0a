/** What writes to a constant throws, as everywhere in JavaScript, and only that does. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

describe('constants', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run('%types off');
    await kernel.run(
      'const fixed = 1; const { part, list: [first] } = { part: 2, list: [3] }; import os from "node:os";',
    );
  });
  after(() => kernel.stop());

  for (const code of [
    'fixed = 2',
    'fixed += 1',
    'fixed++',
    '--fixed',
    'fixed &&= 5',
    '(fixed) = 2',
    'part = 1',
    '[first] = [9]',
    '({ fixed } = { fixed: 2 })',
    '({ fixed = 3 } = {})',
    '({ a: fixed, ...part } = { a: 1 })',
    '[...first] = [1]',
    'for (fixed of [1]) {}',
    'for (fixed in { a: 1 }) {}',
    'function set() { fixed = 2 }\nset()',
    '(() => { { fixed = 2 } })()',
    'class Setter { static { part = 2 } }',
    'os = null',
    'const own = 1; own = 2',
    'if (true) { first = 2 }',
  ]) {
    test(`throws: ${code}`, async () => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.ename, 'TypeError', cell.traceback);
      assert.equal(cell.reply.evalue, 'Assignment to constant variable.');
      const values = await kernel.run('[fixed, part, first]');
      assert.equal(values.result, '[ 1, 2, 3 ]');
    });
  }

  for (const code of [
    'fixed ||= 5; fixed',
    '{ let fixed = 1; fixed = 2; fixed }',
    '((fixed: number) => { fixed = 3; return fixed })(1)',
    'try { throw 1 } catch (fixed) { fixed = 2 }\n1',
    'for (let fixed = 0; fixed < 2; fixed++) {}\n1',
    '(function fixed() { var part = 1; part = 2; return part })()',
    'switch (1) { case 1: let first = 1; first = 2 }\n1',
    'const object = { fixed: 1 }; object.fixed = 2; object.fixed',
  ]) {
    test(`is free to: ${code}`, async () => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.status, 'ok', cell.traceback);
    });
  }

  test('a name that a later cell declares as a variable can be assigned to', async () => {
    await kernel.run('const turned = 1');
    await kernel.run('let turned = 2');
    assert.equal((await kernel.run('turned = 3; turned')).result, '3');
    await kernel.run('const turned = 4');
    assert.equal((await kernel.run('turned = 5')).reply.ename, 'TypeError');
    await kernel.run('function turned() {}');
    assert.equal((await kernel.run('turned = 6 as never; turned')).result, '6');
  });
});
