/** What is thrown, in cells and in what they import: names, messages, places as they were written. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buildSync } from 'esbuild';
import { newFolder } from '../new-folder.js';
import { KernelClient, withKernel } from './client.js';

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true }',
  'fail.ts':
    'interface A { a: number }\n\nexport function fail(a: A): never {\n  throw new Error("failed " + a.a);\n}',
  'bad.ts': 'export const x = 1;\nexport const y = (;\n',
  'bad.wasm': 'none',
  'bad.json': '{\n  "a": 1,\n  bad\n}',
  'lowered.ts':
    'const tell = (_v: any, c: any) => console.log(c.kind);\nexport class L { @tell m() {} @tell accessor a = 1 }\nexport namespace N { export let n = 1; n++ }\n{ using r = { [Symbol.dispose]() { console.log("gone") } }; }',
  'elsewhere/index.ts': 'export enum Linked { A = 4 }',
  'elsewhere/package.json': '{ "name": "linked", "type": "module", "exports": "./index.ts" }',
  'node_modules/mapped/package.json': '{ "type": "module", "exports": "./dist.js" }',
};

describe('errors', () => {
  let folder: string;
  let kernel: KernelClient;
  before(async () => {
    folder = await newFolder();
    for (const [name, text] of Object.entries(FILES)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    buildSync({
      entryPoints: [path.join(folder, 'fail.ts')],
      outfile: path.join(folder, 'node_modules/mapped/dist.js'),
      format: 'esm',
      minify: true,
      sourcemap: 'linked',
    });
    symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'node_modules/linked'));
    kernel = await KernelClient.start({ cwd: folder });
    await kernel.run('%types off');
  });
  after(() => kernel.stop());

  const errorOf = async (code: string) => {
    const { reply, traceback } = await kernel.run(code);
    assert.equal(reply.status, 'error', code);
    return { ename: reply.ename, evalue: reply.evalue, traceback };
  };

  test('name the lines of a source-mapped package, and of the cell that calls it', async () => {
    const { traceback } = await errorOf("import { fail } from 'mapped';\nfail({ a: 1 });");
    assert.match(traceback, /^Error: failed 1\n {4}at .*\/fail\.ts:4:9\)\n {4}at cell \d+:2:1\n/);
  });

  test('name what is declared twice, also where a var and a function of a block are', async () => {
    for (const code of [
      '{ function f() {} var f }',
      'let a: number;\nlet a = 1',
      'var g; function g() {}',
    ]) {
      const { ename, evalue } = await errorOf(code);
      assert.equal(ename, 'SyntaxError', code);
      assert.match(evalue, /^Identifier `[afg]` has already been declared$/);
    }
    assert.match((await errorOf('let a: number;\nlet a = 1')).traceback, /at cell \d+:2:5\n/);
  });

  test('that V8 alone sees in a cell show their line too', async () => {
    const { ename, traceback } = await errorOf(
      "import fs from 'node:fs';\nconst a = 1; let fs = 1;",
    );
    assert.equal(ename, 'SyntaxError');
    assert.match(traceback, /at cell \d+:2:18\n[\s\S]*\n> 2 \| const a = 1; let fs = 1;\n/);
  });

  test('in iterators name no frame of the kernel', async () => {
    const { traceback } = await errorOf(
      'for await (const x of await Promise.resolve({ async *[Symbol.asyncIterator]() { throw new Error("i"); } }));',
    );
    assert.match(traceback, /^Error: i\n/);
    assert.doesNotMatch(traceback, /gradbook/);
  });

  test('of files that do not parse show their line, and the import', async () => {
    const typescript = await errorOf("\nimport './bad.ts'");
    assert.deepEqual([typescript.ename, typescript.evalue], ['SyntaxError', 'Unexpected token']);
    assert.match(typescript.traceback, /\/bad\.ts:2\nexport const y = \(;\n {18}\^\n/);
    assert.match(typescript.traceback, /at .*\/bad\.ts:2:19\n {4}at async cell \d+:2:1/);
    assert.match((await errorOf("import './bad.json'")).traceback, /\/bad\.json:3:3\n/);
    assert.match((await errorOf("await import('./none.js')")).traceback, /at async cell \d+:1:1/);
  });

  test('say that a variable is not there yet, and a name not at all', async () => {
    for (const code of ['early1; let early1 = 1', 'typeof early2; const early2 = 1']) {
      assert.match((await errorOf(code)).evalue, /^Cannot access 'early\d' before initialization$/);
    }
    assert.equal((await errorOf('new Early3(); class Early3 {}')).ename, 'ReferenceError');
    assert.equal((await errorOf('nowhere')).evalue, 'nowhere is not defined');
    for (const code of ['script1 = 5', 'for (script1 of [5]) {}', '(() => { script1 ??= 5 })()']) {
      assert.match((await errorOf(code)).evalue, /^script1 is not .*: let script1 = \.\.\.$/, code);
    }
    assert.equal(
      (await errorOf('(() => { let script1 = 5 })(); script1')).evalue,
      'script1 is not defined',
    );
    // V8 keeps the name of a declaration that its cell never came to, without a value.
    for (const code of ['early1', 'early1 = 5', 'typeof early1', '(() => early1)()']) {
      const { evalue, traceback } = await errorOf(code);
      assert.match(evalue, /^'early1' has no value: the cell that declares it failed/, code);
      assert.match(traceback, /declare it anew: let early1 = \.\.\./);
    }
    assert.equal((await kernel.run('let early1 = 2; early1')).result, '2');
    const local = '(() => { early1; let early1 = 3; return early1 })()';
    assert.match((await errorOf(local)).evalue, /^Cannot access 'early1' before initialization$/);
  });

  test('that lie are shown by what is left of them', async () => {
    for (const [code, shown] of [
      ['throw null', /^Uncaught null/],
      ['throw { get message() { throw 1 } }', /^Uncaught \{ message: \[Getter\] \}/],
      [
        'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })',
        /^Uncaught \{\}/,
      ],
      [
        "const m = new Error('x'); Object.defineProperty(m, 'message', { get() { throw 1 } }); throw m",
        /^Error\n {4}at cell \d+:1:11\n/,
      ],
      [
        "const s = new Error('x'); Object.defineProperty(s, 'stack', { get() { throw 1 } }); throw s",
        // As `inspect` has it: in brackets from Node 22 on, since there is no stack.
        /^(Error: x|\[Error: x\])/,
      ],
    ] as const) {
      assert.match((await errorOf(code)).traceback, shown, code);
    }
    const long = await errorOf("throw new Error('x'.repeat(1e6))");
    assert.match(long.evalue, /^x{10000} \.\.\. 990,000 more characters$/);
    assert.ok(long.traceback.length < 30_000, String(long.traceback.length));
  });

  test('in timers and promises show their causes, and the second of two names is the wrong one', async () => {
    const cell = await kernel.run(
      "Promise.reject(new Error('late', { cause: 'why' })); await new Promise((r) => setTimeout(r, 9))",
    );
    assert.match(
      cell.text('stderr'),
      /^Unhandled rejection: Error: late\n.*\n? *\[cause\]: 'why'/s,
    );
    assert.match((await errorOf('let twice = 1;\nlet twice = 2;')).traceback, /cell \d+:2:5\n/);
  });

  test('files and linked packages have all of TypeScript too', async () => {
    const cell = await kernel.run(
      "import { L, N } from './lowered.ts'; import { Linked } from 'linked'; [new L().a, N.n, Linked.A]",
    );
    assert.equal(cell.result, '[ 1, 2, 4 ]');
    assert.equal(cell.text(), 'method\naccessor\ngone\n');
  });

  test('have no frames of what the kernel has put into a cell', async () => {
    const decorated = await errorOf(
      'function bad(_v: unknown, c: any) { c.addInitializer(() => { throw new Error("init") }) }\n' +
        'class Decorated { @bad m() {} }\nnew Decorated()',
    );
    const places = decorated.traceback
      .match(/^ {4}at .*$/gm)
      ?.map((frame) => frame.replace(/\d+:/, ''));
    assert.deepEqual(places, [
      '    at Decorated.<anonymous> (cell 1:68)',
      '    at new Decorated (cell 2:1)',
      '    at cell 3:1',
    ]);
    const { traceback } = await errorOf('eval("throw new Error(1)")');
    assert.match(traceback, /^Error: 1\n {4}at eval \(<anonymous>:1:7\)\n {4}at cell \d+:1:1\n/);
    const jsx = await errorOf('const tag = 1;\n[<div/>]');
    assert.match(jsx.evalue, /npm install react\. JSX becomes calls of it, unless .*@jsx h/);
    assert.match(jsx.traceback, /^ {4}at async cell \d+:2:2( \{)?\n/m);
    assert.match(jsx.traceback, /^> 2 \| \[<div\/>\]$/m);
  });

  test('of another realm are errors too', async () => {
    const { ename, evalue } = await errorOf(
      "require('node:vm').runInNewContext('throw new TypeError(\"other\")')",
    );
    assert.deepEqual([ename, evalue], ['TypeError', 'other']);
  });

  test('of a WebAssembly file name the file', async () => {
    const { ename, evalue, traceback } = await errorOf("import './bad.wasm'");
    assert.equal(ename, 'CompileError');
    assert.match(evalue, /^\S+bad\.wasm: /);
    assert.doesNotMatch(traceback, /wasm-module/);
  });

  test('of user_expressions are none of the cell', async () => {
    const { reply } = await kernel.run('1', { user_expressions: { x: 'nothingOfThatName' } });
    const { ename, traceback } = reply.user_expressions.x;
    assert.equal(ename, 'ReferenceError');
    assert.deepEqual(traceback, ['ReferenceError: nothingOfThatName is not defined']);
  });

  test('decorators of parameters are refused, and how they are had', async () => {
    const { evalue, traceback } = await errorOf('class P {\n  m(@tell x) {}\n}');
    assert.match(evalue, /experimentalDecorators/);
    assert.match(traceback, /cell \d+:2:5\n/);
  });
});

test('an error in a timer and a signal end nothing, also where a cell has removed all listeners', () =>
  withKernel({}, async (kernel) => {
    for (const remove of [
      'for (const event of ["uncaughtException", "unhandledRejection", "SIGINT"]) process.removeAllListeners(event);',
      'process.removeAllListeners();',
    ]) {
      const cell = await kernel.run(
        `${remove} setTimeout(() => { throw new Error("late") }, 1); Promise.reject(new Error("rejected"));` +
          'await new Promise((resolve) => setTimeout(resolve, 30)); "alive"',
      );
      assert.equal(cell.result, "'alive'");
      assert.match(
        cell.text('stderr'),
        /Unhandled rejection: Error: rejected[\s\S]*Uncaught: Error: late/,
      );
      assert.equal((await kernel.run('process.listenerCount("SIGINT")')).result, '1');
    }
  }));

test('listeners for what nobody has caught may throw themselves, as those of emscripten do', () =>
  withKernel({}, async (kernel) => {
    await kernel.run(
      'process.on("uncaughtException", (error) => { throw error });' +
        'process.on("unhandledRejection", () => { throw new RangeError("by a listener") })',
    );
    const cell = await kernel.run(
      'setTimeout(() => { throw new Error("late") }, 1); Promise.reject(new Error("rejected"));' +
        'await new Promise((resolve) => setTimeout(resolve, 30)); "alive"',
    );
    assert.equal(cell.result, "'alive'");
    assert.match(
      cell.text('stderr'),
      /Unhandled rejection: Error: rejected[\s\S]*Uncaught: RangeError: by a listener[\s\S]*Uncaught: Error: late/,
    );
    assert.equal(cell.text('stderr').match(/Error: late/g)?.length, 1);
  }));

test('a cell that declares names of globals hides them from the kernel no more than from Node', () =>
  withKernel({}, async (kernel) => {
    const names =
      'Array Map Set WeakMap Promise Symbol Error Reflect Atomics Int32Array JSON Buffer';
    for (const name of `${names} process performance setTimeout setImmediate URL`.split(' ')) {
      await kernel.run(`class ${name} {}`);
    }
    assert.equal((await kernel.run('[1, { a: await 2 }]')).result, '[ 1, { a: 2 } ]');
    assert.match((await kernel.run('null!.x')).traceback, /^TypeError: .*\n {4}at cell \d+:1:7/);
    const cell = await kernel.run('console.log("printed"); display("shown"); enum E { A = 7 } E.A');
    assert.equal(cell.text(), 'printed\n');
    assert.equal(cell.contents('display_data').length, 1);
    assert.equal(cell.result, '7');
    const loop = kernel.send('execute_request', { code: 'console.log("begun"); while (true) {}' });
    await kernel.until(() => loop.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(loop);
    assert.equal(loop.reply.ename, 'Interrupted');
  }));

describe('cells', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run('%types off');
  });
  after(() => kernel.stop());

  test('that are an object literal show it; blocks stay blocks', async () => {
    assert.equal((await kernel.run('{ a: 1 }')).result, '{ a: 1 }');
    assert.equal((await kernel.run('{ a: 1, b: [2] }')).result, '{ a: 1, b: [ 2 ] }');
    assert.equal((await kernel.run('{ if (true) { 1 } }')).result, undefined);
    assert.equal((await kernel.run('#!/usr/bin/env node\n2')).result, '2');
  });

  test('cannot take away what the kernel runs them by', async () => {
    for (const code of ['delete globalThis.$gradbook', 'globalThis.$gradbook = 1']) {
      assert.equal((await kernel.run(code)).reply.ename, 'TypeError');
    }
    assert.equal((await kernel.run('await 3')).result, '3');
  });

  test('that end in display() show no handle, later ones do', async () => {
    assert.equal((await kernel.run('let h; h = display(1)')).result, undefined);
    assert.match((await kernel.run('h')).result ?? '', /display_id/);
  });

  test('keep what the compiler adds for decorators to themselves', async () => {
    await kernel.run('const note = (_v, c) => {}; class A { @note accessor a = 1 }');
    await kernel.run('class B { @note accessor b = 2 }');
    assert.equal((await kernel.run('[new A().a, new B().b]')).result, '[ 1, 2 ]');
    assert.deepEqual((await kernel.run('%who')).text().match(/^\S+/gm), ['A', 'B', 'h', 'note']);
  });

  test('re-exports load their module, and miss what it lacks', async () => {
    assert.equal((await kernel.run("export * from 'node:path'; this")).result, undefined);
    assert.match(
      (await kernel.run("export { none } from 'node:path'")).reply.evalue,
      /does not provide an export named 'none'/,
    );
  });

  test('are told what type errors do', async () => {
    assert.equal(
      (await kernel.run('%types strict')).text(),
      'types: strict (a cell with type errors is refused)\n',
    );
    assert.match((await kernel.run('%types off')).text(), /^types: off \(/);
  });

  test('user expressions that are statements give no value', async () => {
    const { reply } = await kernel.run('', { user_expressions: { x: 'let q = 1' } });
    assert.equal(reply.user_expressions.x.data['text/plain'], 'undefined');
  });
});
