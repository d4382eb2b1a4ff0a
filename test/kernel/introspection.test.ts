import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LiveObjects } from '../../kernel/language/live-objects.js';
import { KernelClient } from './client.js';

describe('completion and inspection', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run(
      'const zebraCrossing: number = 7; class Animal { legs = 4; walk(speed: number) { return speed; } }; const pet = new Animal(); let touched = 0; const trap = { get gate() { touched += 1; return { secret: 1 }; } }',
    );
  });
  after(() => kernel.stop());

  const complete = async (code: string, cursor = [...code].length) => {
    const { reply } = await kernel.request('complete_request', { code, cursor_pos: cursor });
    return reply;
  };

  test('names of cells, globals and keywords', async () => {
    assert.deepEqual((await complete('zebraCr')).matches, ['zebraCrossing']);
    assert.ok((await complete('JSO')).matches.includes('JSON'));
    assert.ok((await complete('awa')).matches.includes('await'));
    assert.deepEqual((await complete('$gradb')).matches, []);
    assert.deepEqual((await complete('other = { ...zebraCr')).matches, ['zebraCrossing']);
  });

  test('properties along the prototype chain, of names, indexes and literals', async () => {
    const { matches } = await complete('pet.');
    for (const name of ['legs', 'walk']) assert.ok(matches.includes(name), name);
    assert.ok((await complete('pet.toS')).matches.includes('toString'));
    assert.ok((await complete('[1, 2].')).matches.includes('map'));
    assert.ok((await complete('"text".toU')).matches.includes('toUpperCase'));
    assert.ok((await complete('[pet][0].wa')).matches.includes('walk'));
    await kernel.run('const nowhere = undefined, named: any = { first: 1, "second one": 2 }');
    assert.deepEqual((await complete('nowhere.')).matches, []);
    const reply = await complete('named["');
    assert.deepEqual(reply.matches, ['first', 'second one']);
    assert.equal(reply.cursor_start, 7);
    assert.deepEqual((await complete("named['sec")).matches, ['second one']);
  });

  test('names that are there only for errors about them are not offered', async () => {
    await kernel.run(
      'const answered: any = Object.create(' +
        'Object.create({ far: 1 }, { [Symbol.for("gradbook.unlisted")]: { value: true }, no_name: { get() {} } }))',
    );
    const { matches } = await complete('answered.');
    assert.ok(matches.includes('far'));
    assert.ok(!matches.includes('no_name'));
  });

  test('positions are code points, inside a line too', async () => {
    const code = 'const s = "𝒳😀"; Math.floo';
    const reply = await complete(`${code}\n1 + 1`, [...code].length);
    assert.deepEqual(reply.matches, ['floor']);
    assert.equal(reply.cursor_start, [...code].length - 'floo'.length);
    assert.equal(reply.cursor_end, [...code].length);
  });

  test('nothing is run to find out', async () => {
    assert.deepEqual((await complete('trap.gate.')).matches, ['secret'], 'by its type');
    assert.equal((await kernel.run('touched')).result, '0');
  });

  test('a name that the cell itself declares says nothing of the live variable', async () => {
    await kernel.run('const shape = { outer: 1, nested: { far: 1 } }');
    for (const code of [
      '{ const shape = { inner: 2 }; shape.',
      'let shape = { inner: 2 };\nshape.',
      '[{ inner: 2 }].map((shape) => shape.',
      'for (const shape of [{ inner: 2 }]) shape.',
      'const [shape] = [{ inner: 2 }]; shape.',
    ]) {
      const { matches } = await complete(code);
      assert.ok(matches.includes('inner'), code);
      assert.ok(!matches.includes('outer'), code);
    }
    assert.ok((await complete('const x = 1; shape.')).matches.includes('outer'));
    const code = '(shape: string) => shape';
    const { reply } = await kernel.request('inspect_request', { code, cursor_pos: code.length });
    assert.doesNotMatch(reply.data['text/plain'], /Now:/);
  });

  test('inspection shows functions, classes and values', async () => {
    const inspect = async (code: string, cursor_pos = code.length) =>
      (await kernel.request('inspect_request', { code, cursor_pos, detail_level: 0 })).reply;
    assert.match((await inspect('pet.walk(')).data['text/plain'], /walk\(speed/);
    assert.match((await inspect('Animal')).data['text/plain'], /^class Animal/);
    assert.match((await inspect('1 + zebraCrossing', 8)).data['text/plain'], /number\s+Now:\s+= 7/);
    assert.match((await inspect('Math', 2)).data['text/plain'], /Now:\s+= Math\s+abs: function/);
    assert.match((await inspect('pet')).data['text/plain'], /legs: 4/);
    await kernel.run("const mark = Symbol('m')");
    assert.match(
      (await inspect('mark')).data['text/plain'],
      /^const mark: (typeof mark|unique symbol)/,
    );
    assert.equal((await inspect('nothingOfThatName')).found, false);
    assert.equal((await inspect('1 + ')).found, false);
  });
});

test('the names of a kernel that answers half of the questions are not known', async () => {
  const live = new LiveObjects({
    post: async (method) =>
      method === 'Runtime.globalLexicalScopeNames' ? { names: ['some'] } : undefined,
  });
  assert.deepEqual(await live.globalNames(), []);
});
