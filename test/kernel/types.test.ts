/** What TypeScript knows of cells: completion by type, signatures, type errors that warn, refuse or are silent. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newFolder } from '../new-folder.js';
import { KernelClient, withKernel } from './client.js';

describe('types', () => {
  let kernel: KernelClient;
  /** Has a program by the name of npm that leaves a trace of its calls. */
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-types-'));
  const calls = path.join(folder, 'calls');
  before(async () => {
    writeFileSync(path.join(folder, 'npm'), `#!/bin/sh\necho "$@" >> ${calls}\n`, { mode: 0o755 });
    kernel = await KernelClient.start({
      env: { PATH: `${folder}${path.delimiter}${process.env.PATH}` },
    });
    await kernel.run(
      '/** A point in the plane. */ interface Point { x: number; y: number }\n' +
        '/** How far a point is from the origin. */ function norm(p: Point): number { return Math.hypot(p.x, p.y); }',
    );
    await serverIsUp();
  });
  after(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  });

  /** Until then, live objects answer. */
  async function serverIsUp(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const { data } = await inspect('norm');
      if (/p: Point/.test(data?.['text/plain'] ?? '')) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('the language server does not answer');
  }

  /** Where a check is slow, what it finds is said under the next cell, or the one after it. */
  async function warningOf(code: string): Promise<string> {
    const waiting = 'await new Promise((done) => setTimeout(done, 50))';
    for (const cell of [code, ...Array.from({ length: 200 }, () => waiting)]) {
      const said = (await kernel.run(cell)).text('stderr');
      if (said) return said;
    }
    return '';
  }

  const complete = async (code: string) =>
    (await kernel.request('complete_request', { code, cursor_pos: [...code].length })).reply;
  const inspect = async (code: string) =>
    (await kernel.request('inspect_request', { code, cursor_pos: code.length, detail_level: 0 }))
      .reply;

  test('completion knows the members of what has never been run', async () => {
    const { matches, metadata } = await complete('const here: Point = { x: 1, y: 2 };\nhere.');
    assert.deepEqual([...matches].sort(), ['x', 'y']);
    const [first] = metadata._jupyter_types_experimental;
    assert.equal(first.type, 'property');
  });

  test('object keys and module names are completed too', async () => {
    assert.ok((await complete('const p: Point = { ')).matches.includes('y'));
    assert.ok(
      (await complete("import fs from 'node:f")).matches.some((m: string) => m.endsWith('fs')),
    );
  });

  /** As a person types on it asks again: where types take long, live objects answer alone. */
  async function completesTo(code: string, expected: readonly string[]): Promise<void> {
    let { matches } = await complete(code);
    for (let tries = 0; tries < 100 && String(matches) !== String(expected); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      ({ matches } = await complete(code));
    }
    assert.deepEqual(matches, expected, code);
  }

  test('what only runs knows is completed too, but not as a key of an object', async () => {
    await kernel.run('globalThis.madeAtRunTime = { inside: 1 }');
    await completesTo('madeAtRun', ['madeAtRunTime']);
    await completesTo('madeAtRunTime.ins', ['inside']);
    await completesTo('const q: Point = { ', ['x', 'y']);
    await completesTo('const text = "madeAtRun', []);
  });

  test('a literal of another type is refused, in the words that %types strict has for it', async () => {
    for (const code of [
      'const n: number = "x"',
      "  let big : bigint = 1_000.5 ;\n\nvar s: string = 'it\\'s';\nlet flag: boolean = 1n",
      'const größe: string = true;',
    ]) {
      const ours = await kernel.run(`${code}\n`);
      await kernel.run('%types strict');
      const theirs = await kernel.run(`${code}\n `);
      await kernel.run('%types warn');
      const said = ({ reply }: typeof ours) =>
        reply.traceback.join('\n').replaceAll(/cell \d+/g, 'cell');
      assert.equal(ours.reply.ename, 'TypeScriptError', code);
      assert.equal(said(ours), said(theirs));
    }
    for (const code of ['const same: boolean = "a" === "b"', 'const n: any = "x"']) {
      assert.equal((await kernel.run(code)).reply.status, 'ok', code);
    }
  });

  test('a member of what may be missing is completed with the question mark', async () => {
    const { matches, cursor_start } = await complete('const o: { a?: Point } = {}; o.a.');
    assert.deepEqual([...matches].sort(), ['?.x', '?.y']);
    assert.equal(cursor_start, 'const o: { a?: Point } = {}; o.a'.length);
  });

  test('a name that is nowhere yet is completed by an expression that imports it', async () => {
    const wanted = '(await import("node:fs")).readFileSync';
    let matches: string[] = [];
    for (let tries = 0; tries < 100 && !matches.includes(wanted); tries++) {
      ({ matches } = await complete('readFileSy'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(matches.includes(wanted), matches.join());
    for (const code of ['export { readFileSy', '/** @readFileSy', '`readFileSy']) {
      assert.deepEqual((await complete(code)).matches, [], code);
    }
    assert.ok((await complete('!readFileSy')).matches.includes(wanted), 'in a negation too');
    assert.ok(!(await complete('let typed: ')).matches.includes('$Live'));
    assert.equal((await kernel.run(`typeof ${wanted}`)).result, "'function'");
  });

  test('inspection gives the signature and the documentation', async () => {
    const { data } = await inspect('norm');
    assert.match(data['text/plain'], /function norm\(p: Point\): number/);
    assert.match(data['text/markdown'], /How far a point is from the origin/);
  });

  test('inspection knows a module by its specifier, and a private member from its sign on', async () => {
    const code = "import fs from 'node:fs';";
    for (const cursor of [code.indexOf("'"), code.indexOf(':'), code.length - 1]) {
      const { reply } = await kernel.request('inspect_request', {
        code,
        cursor_pos: cursor,
        detail_level: 0,
      });
      assert.equal(reply.data['text/plain'], 'module "node:fs"', String(cursor));
    }
    const { reply } = await kernel.request('inspect_request', {
      code: 'class Aged { #age = 3 }',
      cursor_pos: 13,
      detail_level: 0,
    });
    assert.equal(reply.data['text/plain'], '(property) Aged.#age: number');
  });

  test('a type error is said under its cell, which runs all the same', async () => {
    const cell = await kernel.run('const far: string = norm({ x: 3, y: 4 }); far');
    assert.equal(cell.result, '5');
    assert.match(cell.text('stderr'), /Type 'number' is not assignable to type 'string'/);
  });

  test('what a cell adds to the types of all holds in later cells, the newest of it', async () => {
    const declare = (type: string) =>
      `declare global { interface Array<T> { last(): ${type} } var port: ${type}; }\n` +
      'Array.prototype.last = function () { return this[this.length - 1]; };\nglobalThis.port = 1 as any;';
    const cells = [declare('string'), '0', '[1].last() + port', declare('number'), '0'];
    let said = '';
    for (const code of cells) said += (await kernel.run(code)).text('stderr');
    for (let tries = 0; tries < 200 && !said.includes('TS2322'); tries++) {
      const code = 'const shown: boolean = [1].last() * port;';
      said += (await kernel.run(code)).text('stderr');
      await new Promise((done) => setTimeout(done, 50));
    }
    assert.match(said, /^cell \d+:1:7 - warning TS2322: Type 'number' is not assignable/);
    assert.doesNotMatch(said, /TS2339|TS2403|TS2717/);
  });

  test('values that no text declares give no type error', async () => {
    await kernel.run(
      'globalThis.made = { by: "hand" }; new Function("globalThis.evaluated = 1")(); var loose = JSON.parse("{\\"a\\": 1}")',
    );
    const cell = await kernel.run('[made.by, evaluated, loose.a].join()');
    assert.equal(cell.text('stderr'), '');
    assert.equal(cell.result, "'hand,1,1'");
  });

  test('modules of Node are known, in whatever cell they are imported', async () => {
    const said = await warningOf(
      "import fs from 'node:fs'; const size: string = fs.statSync('.').size;",
    );
    assert.match(said, /^cell \d+:1:\d+ - warning TS2322: [^\n]*\n[^\n]*\n[^\n]*\n$/);
  });

  test('names that only newer versions of Node have are known there, and missed here', async () => {
    const said = await warningOf(
      "import { registerHooks } from 'node:module';\nconst wrong: number = registerHooks;",
    );
    const where = 'registerHooks' in module ? '2:7 - warning TS2322' : '1:10 - warning TS2305';
    assert.match(said, new RegExp(`^cell \\d+:${where}: [^\\n]*\\n[^\\n]*\\n[^\\n]*\\n$`));
  });

  test('plain JavaScript assigns members that it does not declare, and has a `this` without a type', async () => {
    /** What is wrong, beside what surely is: so it is known to have been looked at. */
    const problems = async (code: string) => {
      const said = await warningOf(`${code}\nnorm(1);`);
      return said.match(/(?<=warning )TS\d+: .* '\w+' does not|TS\d+(?=: Argument)/g);
    };
    const cells = [
      'class Named {\n  constructor(name) {\n    this.name = name;\n    this.set = () => { this.late = 1 };\n  }\n}',
      'class Aged extends Named {\n  constructor(name, age) { super(name); this.name = 1; this.age = age; }\n}\nnew Aged("a", 1).late',
      'class Coded extends Error {\n  constructor() { super(); this.code = 1; this.name = "C"; this.name.at(0); }\n}\nnew Coded().code',
      '{\n  class Point { constructor(x) { [this.x, this.y] = [x, 1]; } }\n  const { x, y } = new Point(1);\n}',
      'function Made(a) { this.a = a }\nnew Made(1).a',
    ];
    for (const code of cells) assert.deepEqual(await problems(code), ['TS2345'], code);
    assert.deepEqual(
      await problems(
        'class Small {\n  #p; constructor(x) { this.x = x; this.#p = this.y; }\n}\nnew Small(1).z',
      ),
      ["TS2339: Property 'y' does not", "TS2339: Property 'z' does not", 'TS2345'],
    );
    assert.deepEqual(await problems('class Typed {\n  constructor(x: number) { this.x = x; }\n}'), [
      "TS2339: Property 'x' does not",
      'TS2345',
    ]);
  });

  test('a name that is declared anew has its new type', async () => {
    await kernel.run('let changing = 1');
    await kernel.run('let changing = "text"');
    assert.equal((await kernel.run('changing.toUpperCase()')).text('stderr'), '');
  });

  test('strict refuses a cell with type errors before it runs; off says nothing', async () => {
    await kernel.run('let runs = 0');
    await kernel.run('%types strict');
    const refused = await kernel.run('runs += 1; const wrong: number = "text";');
    assert.equal(refused.reply.status, 'error');
    assert.match(refused.reply.traceback.join('\n'), /not assignable to type 'number'/);
    // As docs/kernel.md has them.
    const documented = await kernel.run(
      'const ask = () => [prompt("name?", "Ada"), prompt("key", { password: true }), confirm("sure?"), alert("so")]',
    );
    assert.equal(documented.traceback, '');
    await kernel.run('%types off');
    const silent = await kernel.run('const wrong: number = "text"; runs');
    assert.equal(silent.text('stderr'), '');
    assert.equal(silent.result, '0');
    await kernel.run('%types warn');
  });

  /** The process of the language server, once there is one. */
  async function server(): Promise<number> {
    for (let tries = 0; tries < 200; tries++) {
      const parent = String(kernel.process.pid);
      const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', parent], {
        timeout: 60_000,
      });
      const line = String(stdout)
        .split('\n')
        .find((child) => child.includes('--lsp'));
      if (line) return Number.parseInt(line, 10);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail('there is no language server');
  }

  test('while the language server hangs, live objects answer and cells run', async () => {
    const pid = await server();
    process.kill(pid, 'SIGSTOP');
    // It goes on until each of its threads has noticed.
    await kernel.until(() => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
    try {
      assert.deepEqual((await complete('madeAtRunTime.in')).matches, ['inside']);
      assert.match((await inspect('norm')).data['text/plain'], /norm: function/);
      const wrong = await kernel.run('const wrong: number = "text"');
      assert.equal(wrong.reply.evalue, "Type 'string' is not assignable to type 'number'.");
      assert.equal((await kernel.run('runs + 1')).result, '1');
      const unchecked = kernel.send('execute_request', { code: '%types strict\nruns = 100' });
      await kernel.until(() => unchecked.kinds.includes('execute_input'));
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(unchecked);
      assert.equal(unchecked.reply.ename, 'Interrupted');
      assert.equal((await kernel.run('runs + 2')).result, '2');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  test('a language server that is killed at any moment comes back, and no cell notices', async () => {
    await serverIsUp();
    process.kill(await server(), 'SIGKILL');
    assert.equal((await kernel.run('runs + 1')).result, '1', 'idle');
    await serverIsUp();
    const question = kernel.send('complete_request', { code: 'madeAtRunTime.in', cursor_pos: 16 });
    process.kill(await server(), 'SIGKILL');
    await kernel.finished(question);
    assert.deepEqual(question.reply.matches, ['inside'], 'in the midst of a question');
    await kernel.run('%types strict');
    const checked = kernel.send('execute_request', { code: 'const next: number = runs + 1; next' });
    process.kill(await server(), 'SIGKILL');
    await kernel.finished(checked);
    assert.equal(checked.result, '1', 'in the midst of a check');
    await kernel.run('%types warn');
    const busy = kernel.send('execute_request', {
      code: 'await new Promise((end) => { globalThis.end = end; }); runs + 1',
    });
    process.kill(await server(), 'SIGKILL');
    await serverIsUp();
    const [member] = (await complete('const p: Point = null!; p.')).matches;
    assert.equal(member, 'x', 'while a cell runs');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(busy);
    assert.equal((await kernel.run('runs + 1')).result, '1');
  });

  test('nothing was fetched for all of this', () => {
    assert.ok(!existsSync(calls), 'npm was called');
  });
});

test('the options of types are those of the nearest tsconfig.json and of what it extends, as they are now', async () => {
  const folder = await newFolder();
  const cwd = path.join(folder, 'notebooks');
  mkdirSync(cwd);
  const write = (name: string, content: object) =>
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  const paths = { '~/*': ['./*'] };
  write('tsconfig.json', { extends: './base.json' });
  write('base.json', { compilerOptions: { strict: false, paths } });
  writeFileSync(path.join(folder, 'shared.ts'), 'export const shared = 1;');
  await withKernel({ cwd, env: { GRADBOOK_TYPES: 'strict' } }, async (kernel) => {
    const loose = await kernel.run(
      "import { shared } from '~/shared'; let a: number = null; shared",
    );
    assert.equal(loose.traceback, '');
    const mapped = await kernel.run('const text: string = shared');
    assert.match(mapped.traceback, /Type 'number' is not assignable to type 'string'/);
    write('base.json', { compilerOptions: { strict: true, paths } });
    const strict = await kernel.run("import { shared } from '~/shared'; let b: number = null;");
    assert.match(strict.traceback, /Type 'null' is not assignable to type 'number'/);
  });
});
