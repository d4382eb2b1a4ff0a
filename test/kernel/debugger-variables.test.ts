/** Variables: without debugging, and of frames; what is in them, and writing them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, withKernel } from './client.js';
import { DebugClient } from './debug-client.js';

const VALUES = `class Point { #secret = 7; constructor(public x: number, public y = 2) {} get sum() { return this.x + this.y; } }
const values = {
  number: 1.5, negative: -0, big: 10n, text: 'it\\'s', yes: true, nothing: null, missing: undefined,
  list: [1, 'a', [2]], long: Array.from({ length: 250 }, (_, i) => i * 2), bytes: new Uint8Array(3),
  map: new Map<unknown, unknown>([['a', 1], [{ k: 1 }, 2]]), set: new Set(['x']),
  point: new Point(1), date: new Date(0), pattern: /a+/g, error: new RangeError('too far'),
  promise: Promise.resolve(5), add: (a: number, b: number) => a + b, Point,
};
let calls = 0;
const sneaky = { get value() { calls += 1; return calls; } };
globalThis.shared = [1, 2];
`;

/** The text of each value, and its type. */
const SHOWN: Readonly<Record<string, readonly [value: string, type: string]>> = {
  number: ['1.5', 'number'],
  negative: ['-0', 'number'],
  big: ['10n', 'bigint'],
  text: ["'it\\'s'", 'string'],
  yes: ['true', 'boolean'],
  nothing: ['null', 'null'],
  missing: ['undefined', 'undefined'],
  list: ["(3) [1, 'a', Array(1)]", 'Array(3)'],
  bytes: ['Uint8Array(3) [0, 0, 0]', 'Uint8Array(3)'],
  map: ["Map(2) {'a' => 1, {k: 1} => 2}", 'Map(2)'],
  set: ["Set(1) {'x'}", 'Set(1)'],
  point: ['Point {#secret: 7, x: 1, y: 2}', 'Point'],
  pattern: ['/a+/g', 'RegExp'],
  error: ['RangeError: too far', 'RangeError'],
  promise: ['Promise {fulfilled: 5}', 'Promise'],
  add: ['ƒ (a, b)', 'function'],
  Point: ['class Point', 'class'],
};

describe('variables without debugging', () => {
  let kernel: KernelClient;
  let debug: DebugClient;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what each variable should have.
  let globals: Record<string, any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  let values: Record<string, any>;
  before(async () => {
    kernel = await KernelClient.start();
    debug = new DebugClient(kernel);
    const { reply } = await kernel.run(VALUES);
    assert.equal(reply.status, 'ok');
    const { variables } = await debug.body('inspectVariables');
    globals = Object.fromEntries(variables.map((one: { name: string }) => [one.name, one]));
    values = await debug.children(globals.values.variablesReference);
  });
  after(() => kernel.stop());

  test('are those that cells declare, and what they put on the global object', () => {
    assert.deepEqual(Object.keys(globals).sort(), ['Point', 'calls', 'shared', 'sneaky', 'values']);
  });

  for (const [name, [value, type]] of Object.entries(SHOWN)) {
    test(`show a value like ${name} as ${value}`, () => {
      assert.deepEqual([values[name].value, values[name].type], [value, type]);
    });
  }

  test('open to what is in them: elements, entries, private fields, results of promises', async () => {
    const names = async (name: string) => {
      const inside = await debug.children(values[name].variablesReference);
      return Object.entries(inside).map(([key, { value }]) => `${key}=${value}`);
    };
    assert.deepEqual((await names('list')).slice(0, 3), ['0=1', "1='a'", '2=(1) [2]']);
    assert.deepEqual((await names('map')).slice(0, 2), ["'a'=1", '{k: 1}=2']);
    assert.deepEqual((await names('set')).slice(0, 1), ["0='x'"]);
    const point = await names('point');
    for (const one of ['x=1', 'y=2', '#secret=7']) assert.ok(point.includes(one), point.join());
    assert.ok((await names('promise')).includes('[[PromiseResult]]=5'));
  });

  test('of long lists come in groups, or by the page that is asked for', async () => {
    const { variablesReference, indexedVariables } = values.long;
    assert.equal(indexedVariables, 250);
    const groups = await debug.children(variablesReference);
    assert.deepEqual(Object.keys(groups), ['[0…99]', '[100…199]', '[200…249]']);
    const last = await debug.children(groups['[200…249]'].variablesReference);
    assert.equal(last['249'].value, '498');
    const page = { variablesReference, filter: 'indexed', start: 120, count: 2 };
    const { variables } = await debug.body('variables', page);
    assert.deepEqual(
      variables.map((one: { name: string; value: string }) => [one.name, one.value]),
      [
        ['120', '240'],
        ['121', '242'],
      ],
    );
  });

  test('run no getter before it is opened, and none with side effects then', async () => {
    assert.equal(globals.calls.value, '0');
    const { value } = await debug.children(globals.sneaky.variablesReference);
    assert.equal(value.value, '(...)');
    const opened = await debug.request('variables', {
      variablesReference: value.variablesReference,
    });
    assert.match(opened.message, /side.effect/i);
    assert.equal((await kernel.run('calls')).result, '0');
  });

  test('are shown richly, as a cell shows them', async () => {
    await kernel.run(
      'const page = { [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<b>x</b>" }) }',
    );
    const { data } = await debug.body('richInspectVariables', { variableName: 'page' });
    assert.deepEqual(data, { 'text/html': '<b>x</b>' });
    const { data: text } = await debug.body('richInspectVariables', { variableName: 'shared' });
    assert.equal(text['text/plain'], '[ 1, 2 ]');
    const unknown = await debug.request('richInspectVariables', { variableName: 'nobody' });
    assert.match(unknown.message, /nobody is not defined/);
    const wrong = await debug.request('richInspectVariables', { variableName: 'f()' });
    assert.equal(wrong.success, false);
  });

  test('are listed while a cell loops', async () => {
    const cell = kernel.send('execute_request', { code: 'let going = 1; while (true) going += 1' });
    await kernel.until(() => cell.kinds.includes('execute_input'));
    const isListed = async () => {
      const { variables } = await debug.body('inspectVariables');
      return variables.some((one: { name: string }) => one.name === 'going');
    };
    // The input is shown before the cell begins.
    while (!(await isListed())) assert.ok(!cell.isIdle);
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
  });
});

const NESTED = [
  'const rate = 3;',
  'class Account {',
  '  balance = 10;',
  '  pay(amount: number): number {',
  '    const fee = amount / 10;',
  '    const sum = [1].map((n) => {',
  '      return n + fee + this.balance;',
  '    });',
  '    return sum[0] ?? 0;',
  '  }',
  '}',
  'new Account().pay(20)',
].join('\n');

test('of a paused frame: locals, this, closure and globals; written, evaluated, copied to the cells', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    await debug.breakInCell(NESTED, 7);
    const cell = debug.send(NESTED);
    await debug.stopped();
    const locals = await debug.scope('Locals');
    assert.deepEqual([locals.n.value, locals.this.value], ['1', 'Account {balance: 10}']);
    const closure = await debug.scope('Closure');
    assert.equal(closure.fee.value, '2');
    assert.equal((await debug.scope('Globals')).rate.value, '3');

    assert.equal((await debug.evaluate('(fee as number) * rate')).result, '6');
    assert.equal((await debug.evaluate('let z = 4; z + n')).result, '5');
    const failed = await debug.request('evaluate', {
      expression: 'fee.x.y',
      frameId: (await debug.frames())[0].id,
    });
    assert.match(failed.message, /Cannot read properties of undefined/);
    const { variablesReference } = await debug.evaluate('({ deep: [n] })');
    assert.equal((await debug.children(variablesReference)).deep.value, '(1) [1]');
    const [top] = await debug.frames();
    const rich = { variableName: 'fee', frameId: top.id };
    assert.deepEqual((await debug.body('richInspectVariables', rich)).data, { 'text/plain': '2' });

    const { scopes } = await debug.body('scopes', { frameId: top.id });
    const set = (name: string, value: string, reference = scopes[0].variablesReference) =>
      debug.body('setVariable', { variablesReference: reference, name, value });
    assert.equal((await set('n', '100')).value, '100');
    assert.equal((await set('balance', '1000', locals.this.variablesReference)).value, '1000');

    const copy = { srcVariableName: 'fee', dstVariableName: 'copied', srcFrameId: top.id };
    const { command, body } = await debug.request('copyToGlobals', copy);
    // As Jupyter's specification has it.
    assert.equal(command, 'setExpression');
    const { variablesReference: none, ...said } = body;
    assert.deepEqual(said, { value: '2', type: 'number', evaluateName: 'copied' });
    assert.equal(none, 0);
    await debug.body('copyToGlobals', { ...copy, srcVariableName: 'n' });
    assert.equal((await debug.scope('Globals')).copied.value, '100');
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.result, '1102');
    assert.equal((await kernel.run('copied')).result, '100');
    assert.equal((await kernel.run('const copied = 1; copied')).result, '1');
  }));

const WRITTEN = [
  'function f(a: number) {',
  '  let o = { p: 1, get g() { return 1; }, fixed: Object.freeze({ z: 1 }), bytes: new Uint8Array(2) };',
  '  const map = new Map([["a", 1]]), set = new Set([1]), long = Array.from({ length: 150 }, (_, i) => i);',
  '  return [a, o, map, set, long[120]];',
  '}',
  'let calls = 0;',
  'f(1)',
].join('\n');

test('of a paused frame are written where they are, and what cannot be written says so', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    await debug.breakInCell(WRITTEN, 4);
    const cell = debug.send(WRITTEN);
    await debug.stopped();
    const { scopes } = await debug.body('scopes', { frameId: (await debug.frames())[0].id });
    const [{ variablesReference: frame }] = scopes;
    const set = async (variablesReference: number, name: string, value: string) => {
      const { message, body } = await debug.request('setVariable', {
        variablesReference,
        name,
        value,
      });
      return message ?? body.value;
    };
    assert.equal(await set(frame, 'a', '(calls += 1, 7)'), '7');
    assert.match(await set(frame, 'nobody', '1'), /There is no variable nobody here/);
    const locals = await debug.children(frame);
    assert.equal(locals.a.value, '7', 'the list of variables shows it');
    const { variablesReference: object } = locals.o;
    const inside = await debug.children(object);
    assert.equal(await set(object, 'p', '99'), '99');
    assert.match(await set(object, 'g', '5'), /TypeError: Cannot set property g/);
    assert.match(await set(object, 'q', '5'), /q is not there/);
    assert.match(await set(object, '[[Prototype]]', '5'), /cannot be set here/);
    assert.match(await set(inside.fixed.variablesReference, 'z', '2'), /TypeError: .* read only/);
    assert.equal(
      await set(inside.bytes.variablesReference, '1', '300'),
      '44',
      'what is there then',
    );
    assert.equal(await set(locals.map.variablesReference, "'a'", '5'), '5');
    assert.match(await set(locals.set.variablesReference, '0', '2'), /element of a Set/);
    const groups = await debug.children(locals.long.variablesReference);
    assert.equal(await set(groups['[100…149]'].variablesReference, '120', '-1'), '-1');
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(
      cell.result?.replace(/\s+/g, ' '),
      "[ 7, { p: 99, g: [Getter], fixed: { z: 1 }, bytes: Uint8Array(2) [ 0, 44 ] }, Map(1) { 'a' => 5 }, Set(1) { 1 }, -1 ]",
    );
    assert.equal((await kernel.run('calls')).result, '1', 'it is evaluated once');
  }));

test('JupyterLab gets no types of primitive values, which it would show in their place', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.body('initialize', { clientID: 'jupyterlab' });
    await kernel.run('const n = 1, list = [1]');
    const { variables } = await debug.body('inspectVariables');
    const types = Object.fromEntries(
      variables.map((one: { name: string; type?: string }) => [one.name, one.type]),
    );
    assert.deepEqual(types, { n: undefined, list: 'Array(1)' });
  }));
