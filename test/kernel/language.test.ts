import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

/** A notebook's folder with files and packages of each kind. */
const FILES: Readonly<Record<string, string>> = {
  'lib.ts': `import { twice } from './other.js';
export interface Shape { x: number }
export enum Level { High = 5 }
export function f(shape: Shape): number { return twice(shape.x) + Level.High; }

export function fail(): never {
  throw new Error('in lib');
}`,
  'other.ts': 'export const twice = (n: number): number => n * 2;',
  'data.json': '{ "v": 9 }',
  'common.cts': 'export const c: number = 5;',
  'view.tsx':
    '/** @jsx h */\nconst h = (tag: string, props: unknown, text: string) => tag + "(" + text + ")";\nexport const view = <i>y</i>;',
  'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./source/*"] } } }',
  'source/near.ts': 'import { far } from "@/far"; export const near = "near " + far;',
  'source/far.ts': 'export const far: string = "far";',
  'counter.ts':
    'import { called } from "./state.ts"; export { version } from "./deep/version.ts"; let n = 0; export const count = () => { called(); return ++n; };',
  'state.ts': 'export let calls = 0; export const called = () => { calls += 1; };',
  'deep/version.ts': "export const version = 'one';",
  'for-deno.ts':
    "import { a } from 'npm:esm-only@1'; import { b } from 'jsr:@acme/part'; export const whole = [a, b]",
  'node_modules/@jsr/acme__part/package.json': '{ "type": "module" }',
  'node_modules/@jsr/acme__part/index.js': 'export const b = "scoped";',
  'node_modules/esm-only/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/esm-only/index.js': 'export const a = 1; export default "esm";',
  'node_modules/cjs-only/package.json': '{ "main": "index.js" }',
  'node_modules/cjs-only/index.js': 'exports.a = 2;',
  'node_modules/cjs-hidden/package.json': '{}',
  'node_modules/cjs-hidden/index.js': 'for (const n of ["x", "y"]) module.exports[n] = n;',
  'node_modules/cjs-function/package.json': '{ "main": "index.js" }',
  'node_modules/cjs-function/index.js':
    'module.exports = Object.assign((n) => 2 * n, { twice: (n) => 4 * n }); Object.defineProperty(module.exports, "heavy", { get() { globalThis.isLoaded = true; return 3; } });',
  'node_modules/cjs-function/part/one.js': 'exports.one = 1;',
  'node_modules/cjs-function/part/index.js': 'exports.all = 2;',
  'node_modules/cjs-compiled/index.js':
    'exports.__esModule = true; exports.default = "the default"; exports.named = 1;',
  'part.ts': 'import { one } from "cjs-function/part/one"; export const two = one + 1;',
  'node_modules/beside-main/index.js':
    'exports.folder = require("node:path").dirname(require.main.filename); exports.isMain = require.main === module;',
  'node_modules/dual/package.json': '{ "exports": { "import": "./i.mjs", "require": "./i.cjs" } }',
  'node_modules/dual/i.mjs': 'export const kind = "esm";',
  'node_modules/dual/i.cjs': 'exports.kind = "cjs";',
};

/** (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)) */
const ADD = Buffer.from(
  '0061736d0100000001070160027f7f017f03020100070701036164640000' + '0a09010700200020016a0b',
  'hex',
);

describe('the language of cells', () => {
  let kernel: KernelClient;
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-notebook-'));
  before(async () => {
    for (const [name, text] of Object.entries(FILES)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    writeFileSync(path.join(folder, 'add.wasm'), ADD);
    kernel = await KernelClient.start({ cwd: folder });
  });
  after(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  });

  const gives = (code: string, result: string) => async () => {
    const cell = await kernel.run(code);
    assert.equal(cell.reply.status, 'ok', cell.traceback);
    assert.equal(cell.result, result);
  };

  test(
    'types, enums, generics and satisfies',
    gives(
      'interface P { x: number }\nenum Color { Red = 7 }\nfunction get<T extends P>(p: T): number { return p.x as number; }\nget({ x: Color.Red } satisfies P)',
      '7',
    ),
  );
  test('namespaces', gives('namespace N { export const x = 1 }\nN.x', '1'));
  test(
    'parameter properties and abstract classes',
    gives(
      'abstract class B { constructor(readonly n: number) {} }\nclass C extends B {}\nnew C(4).n',
      '4',
    ),
  );
  test(
    'decorators',
    gives(
      'const seen: unknown[] = [];\nfunction log(_method: () => void, { kind, name }: ClassMethodDecoratorContext) { seen.push(kind, name); }\nclass D { @log m() {} }\nseen',
      "[ 'method', 'm' ]",
    ),
  );
  test(
    'using declarations',
    gives(
      'let disposed = 0;\n{ using r = { [Symbol.dispose]() { disposed += 1; } }; }\ndisposed',
      '1',
    ),
  );
  test(
    'top-level await and for await',
    gives(
      'async function* two() { yield 1; yield 2; }\nlet sum = await 0;\nfor await (const n of two()) { sum += n; }\nsum',
      '3',
    ),
  );
  test(
    'the main module is the notebook, also for packages',
    gives(
      'const { folder, isMain } = require("beside-main");\n[require.main === module, isMain, folder === __dirname]',
      '[ true, false, true ]',
    ),
  );
  test(
    'exports are taken as declarations',
    gives('export const exported = 3;\nexport default exported + 1', '4'),
  );

  test('a name may be declared again in any other way', async () => {
    const kinds = [
      'let again = 1',
      'const again = 2',
      'var again = 3',
      'function again() {}',
      'class again {}',
      'import again from "node:fs"',
      'import * as again from "node:fs"',
      'const { again } = { again: 1 }',
      'enum again { A }',
      'for (var again = 0; again < 3; again++);',
    ];
    for (const first of kinds) {
      for (const second of kinds) {
        assert.equal((await kernel.run(first)).reply.status, 'ok', first);
        const { reply } = await kernel.run(second);
        assert.equal(reply.status, 'ok', `${first}, then ${second}: ${reply.evalue}`);
      }
    }
  });

  test(
    'functions may be called above their declaration',
    gives('const early = later();\nfunction later() { return 8; }\nearly', '8'),
  );
  test(
    'var has the scope of the cell',
    gives(
      'if (true) { var inner = 3 }\nvar { a: va, b: [vb] } = { a: 1, b: [2] }, vc;\n[inner, va, vb, vc]',
      '[ 3, 1, 2, undefined ]',
    ),
  );

  test(
    'an ES module: default, named, as',
    gives('import d, { a as one } from "esm-only"; [d, one]', "[ 'esm', 1 ]"),
  );
  test(
    'a CommonJS module: whole and named',
    gives('import c, { a } from "cjs-only"; [c.a, a]', '[ 2, 2 ]'),
  );
  test(
    'names that a CommonJS module does not list',
    gives('import { x, y } from "cjs-hidden"; [x, y]', "[ 'x', 'y' ]"),
  );
  test(
    'names of what a CommonJS module exports as a function',
    gives('import f, { twice as four } from "cjs-function"; [f(1), four(1)]', '[ 2, 4 ]'),
  );
  test(
    'the same through its namespace, the same one each time; a getter waits until it is asked',
    gives(
      'import * as ns from "cjs-function"; const again = await import("cjs-function"); [ns === again, again.default(2), again.twice(2), globalThis.isLoaded, ns.heavy]',
      '[ true, 4, 8, undefined, 3 ]',
    ),
  );
  test(
    'the default of a CommonJS module that was an ES module, as TypeScript has it',
    gives(
      'import made, { named } from "cjs-compiled"; [made, named, (await import("cjs-compiled")).default, require("cjs-compiled").default]',
      "[ 'the default', 1, 'the default', 'the default' ]",
    ),
  );
  test(
    'files of a package without their extension, folders, and both by files in TypeScript',
    gives(
      'import { one } from "cjs-function/part/one"; import { all } from "cjs-function/part"; import { two as sum } from "./part.ts"; [one, all, sum]',
      '[ 1, 2, 2 ]',
    ),
  );
  test(
    'a promise prints without what Node hangs on it to follow it',
    gives(
      '[Promise.resolve(1), fetch("data:,x").then(() => 2)]',
      '[ Promise { 1 }, Promise { <pending> } ]',
    ),
  );
  test(
    'names of JSON',
    gives(
      'import { v } from "./data.json"; import * as j from "./data.json"; [v, j.v]',
      '[ 9, 9 ]',
    ),
  );
  test('an ES module has no names but its own', async () => {
    const { reply } = await kernel.run('import { length } from "esm-only"; length');
    assert.match(reply.evalue, /'esm-only' does not provide an export named 'length'/);
  });
  test(
    'a package of both kinds',
    gives('import { kind } from "dual"; [kind, require("dual").kind]', "[ 'esm', 'cjs' ]"),
  );
  test(
    'Node modules',
    gives(
      'import * as os from "os"; import fs, { existsSync } from "node:fs"; [typeof os.cpus, fs.existsSync === existsSync]',
      "[ 'function', true ]",
    ),
  );
  test(
    'dynamic imports',
    gives('const { join } = await import("node:path"); join("a", "b")', "'a/b'"),
  );
  test(
    'a TypeScript file, and a type of it without the word type',
    gives(
      'import { f, Shape, Level } from "./lib.ts"; const s: Shape = { x: 1 }; [f(s), Level.High]',
      '[ 7, 5 ]',
    ),
  );
  test(
    'a TypeScript file by the name .js',
    gives('import { f as viaJs } from "./lib.js"; viaJs({ x: 2 })', '9'),
  );
  test('JSON', gives('import data from "./data.json" with { type: "json" }; data.v', '9'));
  test('JSON without an attribute', gives('import plain from "./data.json"; plain.v', '9'));
  test('WebAssembly', gives('import { add } from "./add.wasm"; add(2, 3)', '5'));
  test('a .cts file with exports', gives('import { c } from "./common.cts"; c', '5'));
  test(
    'what the paths of the tsconfig lead to, in files too',
    gives('import { near } from "@/near"; near', "'near far'"),
  );
  test(
    'JSX with a pragma, in cells and in files',
    gives(
      '/** @jsx h */\nconst h = (tag: string, props: unknown, ...inner: string[]) => tag + inner;\nimport { view } from "./view.tsx";\n[<b>x</b>, view]',
      "[ 'bx', 'i(y)' ]",
    ),
  );
  test(
    'JSX as an earlier cell has said, until one says otherwise',
    gives('const k = () => "k";\n/** @jsx k */\n[<b>x</b>]', "[ 'k' ]"),
  );
  test('JSX as that cell has said', gives('[<b>y</b>]', "[ 'k' ]"));
  test(
    'import.meta.resolve',
    gives(
      '["fs", "./lib.ts", "esm-only"].map((name) => import.meta.resolve(name).replace(/.*gradbook-notebook-[^/]*/, ""))',
      "[ 'node:fs', '/lib.ts', '/node_modules/esm-only/index.js' ]",
    ),
  );

  test('a file that a package does not have is named', async () => {
    const { reply } = await kernel.run('import "cjs-function/missing"');
    assert.match(
      reply.evalue,
      /^The package 'cjs-function' has no file 'missing' in \S+cjs-function\.$/,
    );
  });

  test('a file that changed is loaded again, also through a file that did not; it is said', async () => {
    const state = 'import { count, version } from "./counter.ts"; [count(), version]';
    assert.equal((await kernel.run(state)).result, "[ 1, 'one' ]");
    assert.equal((await kernel.run(state)).result, "[ 2, 'one' ]");
    writeFileSync(path.join(folder, 'deep', 'version.ts'), "export const version = 'two';");
    const again = await kernel.run(state);
    assert.equal(again.result, "[ 1, 'two' ]");
    assert.match(again.text('stderr'), /^deep\/version\.ts changed on disk: loaded again$/m);
    // What did not change keeps its state.
    assert.equal((await kernel.run('import { calls } from "./state.ts"; calls')).result, '3');
  });

  test('a changed tsconfig is taken up', async () => {
    const options = {
      compilerOptions: { baseUrl: '.', paths: { '@/*': ['./source/*'], '~/*': ['./deep/*'] } },
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(options));
    const isTakenUp = async () =>
      (await kernel.run('import { version } from "~/version"')).reply.status === 'ok';
    const end = Date.now() + 10_000;
    while (!(await isTakenUp()) && Date.now() < end);
    assert.match((await kernel.run('version')).result ?? 'nothing', /^'(one|two)'$/);
  });

  test('a name that a module does not export is an error where it is used, and said where not', async () => {
    const used = await kernel.run('import { raedFileSync } from "node:fs"; raedFileSync("x")');
    assert.equal(used.reply.ename, 'SyntaxError');
    assert.match(
      used.reply.evalue,
      /^The requested module 'node:fs' does not provide an export named 'raedFileSync'\. Did you mean 'readFileSync'\?/,
    );
    const unused = await kernel.run('import { raedFileSync } from "node:fs"');
    assert.match(unused.text('stderr'), /no.* export named 'raedFileSync'.*import type/s);
    const type = await kernel.run('import { Shape } from "./lib.ts"; let shape: Shape = { x: 1 }');
    assert.equal(type.text('stderr'), '');
  });

  test(
    '__dirname, import.meta and require are of the folder',
    gives(
      `[__dirname, import.meta.dirname, require.resolve('./data.json')].every((p) => p.startsWith(process.cwd()))`,
      'true',
    ),
  );
  test(
    'a package of Gradbook itself, from any folder',
    gives('import MagicString from "magic-string"; typeof MagicString', "'function'"),
  );

  test('an import that only a later cell uses is kept', async () => {
    await kernel.run('import { a as kept } from "esm-only"');
    assert.equal((await kernel.run('kept')).result, '1');
  });

  test('a package that is not there is said with what to do', async () => {
    const { reply } = await kernel.run('import { x } from "@nobody/has-this/sub"');
    assert.match(reply.evalue, /npm install @nobody\/has-this$/);
    for (const [specifier, remedy] of [
      ['jsr:@nobody/has@1', '!npx jsr add @nobody/has'],
      ['https://esm.sh/@nobody/has@7?dev', '%npm install @nobody/has'],
      ['https://deno.land/x/has/mod.ts', '%npm install PACKAGE'],
    ]) {
      const { evalue } = (await kernel.run(`import { x } from '${specifier}'`)).reply;
      assert.ok(evalue.endsWith(remedy), evalue);
    }
  });

  test('a file that was written for Deno finds packages by the specifiers of Deno', async () => {
    const cell = await kernel.run("import { whole } from './for-deno.ts'; whole");
    assert.equal(cell.traceback, '');
    assert.equal(cell.result, "[ 1, 'scoped' ]");
  });

  test('frames name cell, line and column as written, and nothing of the kernel', async () => {
    const cell = await kernel.run(
      'interface Gone { a: number }\nfunction thrower(x: number) {\n  if (x > 0) throw new TypeError("boom");\n}\n\nthrower(1);',
    );
    const n = cell.reply.execution_count;
    assert.equal(cell.reply.ename, 'TypeError');
    assert.equal(cell.reply.evalue, 'boom');
    const frames = cell.traceback.split('\n').filter((line) => line.startsWith('    at '));
    assert.deepEqual(frames, [`    at thrower (cell ${n}:3:20)`, `    at cell ${n}:6:1`]);
    assert.match(cell.traceback, /> 3 \| {3}if \(x > 0\) throw/);
  });

  test('frames of awaits and of earlier cells are named', async () => {
    const { reply } = await kernel.run(
      'const tick = () => new Promise((r) => setTimeout(r, 1));\nasync function slow() {\n  await tick();\n  throw new Error("later");\n}',
    );
    const cell = await kernel.run('\nawait slow();');
    const frames = cell.traceback.split('\n').filter((line) => line.startsWith('    at '));
    const first = reply.execution_count;
    assert.deepEqual(frames, [
      `    at slow (cell ${first}:4:9)`,
      `    at async cell ${first + 1}:2:1`,
    ]);
  });

  test('frames of a TypeScript file name its own lines', async () => {
    const { traceback } = await kernel.run('import { fail } from "./lib.ts"; fail()');
    assert.match(traceback, /at fail \(file:.*lib\.ts:7:9\)/);
  });

  test('a syntax error names its place', async () => {
    const cell = await kernel.run('let fine = 1;\nconst = 5;');
    assert.equal(cell.reply.ename, 'SyntaxError');
    assert.match(cell.traceback, /at cell \d+:2:7/);
  });

  test('values that are no errors can be thrown, and errors that lie survived', async () => {
    for (const value of [
      'null',
      'undefined',
      '{ a: 1 }',
      '"text"',
      'Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })',
    ]) {
      assert.equal((await kernel.run(`throw ${value}`)).reply.status, 'error', value);
    }
    assert.equal((await kernel.run('1 + 1')).result, '2');
  });
});
