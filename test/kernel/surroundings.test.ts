/** Where a kernel runs: over IPC, beside other kernels, with another HOME, in a folder of any name. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KernelClient, withKernel } from './client.js';

const NAME = 'Мои тетради 日本 (ä é) #1 100%';

async function completions(kernel: KernelClient, code: string): Promise<string[]> {
  const { reply } = await kernel.request('complete_request', { code, cursor_pos: code.length });
  return reply.matches;
}

test('over IPC every channel works, and no socket is left when the kernel has ended', () =>
  withKernel({ transport: 'ipc' }, async (kernel) => {
    const sockets = () =>
      readdirSync(kernel.folder).filter((name) => name.startsWith('kernel-ipc-'));
    assert.equal(sockets().length, 5);
    assert.equal(await kernel.heartbeat(), 'ping');
    const code =
      "import { createInterface } from 'node:readline/promises';\n" +
      "const name = await createInterface({ input: process.stdin, output: process.stdout }).question('name? ');\n" +
      "console.log('hello ' + name)";
    const asking = kernel.send('execute_request', { code, allow_stdin: true });
    await kernel.until(() => asking.on('stdin').length === 1);
    kernel.send('input_reply', { value: 'Ada' }, 'stdin');
    await kernel.finished(asking);
    assert.equal(asking.text(), 'name? hello Ada\n');

    const loop = await kernel.begin('while (true) {}');
    assert.ok((await completions(kernel, 'Math.')).some((match) => match.endsWith('floor')));
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(loop);
    assert.equal(loop.reply.ename, 'Interrupted');
    assert.equal((await kernel.run('name')).result, "'Ada'");

    kernel.send('shutdown_request', { restart: false }, 'control');
    assert.equal(await kernel.exit(), 0, kernel.stderr);
    assert.deepEqual(sockets(), []);
  }));

test("V8's options in the kernelspec's command are those of the cells", () =>
  withKernel({ nodeOptions: ['--expose-gc', '--max-old-space-size=600'] }, async (kernel) => {
    const limit = 'require("node:v8").getHeapStatistics().heap_size_limit < 800 * 2 ** 20';
    assert.equal((await kernel.run(`[typeof gc, ${limit}].join()`)).result, "'function,true'");
  }));

test('two kernels of one folder share no variables, and neither is held up or ended by the other', () =>
  withKernel({}, (one) =>
    withKernel({ cwd: one.folder }, async (other) => {
      const first = await one.begin('const who = "one"; console.log("has it"); while (true) {}');
      await one.until(() => first.text().includes('has it'));
      assert.equal((await other.run('typeof who')).result, "'undefined'");
      await other.run('const who = "other"');
      const second = await other.begin('while (true) {}');
      await one.request('interrupt_request', {}, 'control');
      await one.finished(first);
      assert.equal((await one.run('who')).result, "'one'");
      assert.equal(second.isIdle, false, "the other's cell goes on");
      one.send('shutdown_request', { restart: false }, 'control');
      await one.exit();
      await other.request('interrupt_request', {}, 'control');
      await other.finished(second);
      assert.equal((await other.run('who')).result, "'other'");
    }),
  ));

describe('with another HOME', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-home-'));
  after(() => rmSync(folder, { recursive: true }));
  /** Empty is as if it were not set. */
  const unset = { GRADBOOK_HISTORY: '', XDG_DATA_HOME: '' };

  test('the history is below it, and there again in the next kernel', async () => {
    const home = path.join(folder, NAME);
    mkdirSync(home);
    const env = { ...unset, HOME: home };
    await withKernel({ env }, async (kernel) => {
      assert.equal((await kernel.run('require("node:os").homedir()')).result, `'${home}'`);
      kernel.send('shutdown_request', { restart: false }, 'control');
      await kernel.exit();
    });
    assert.ok(existsSync(path.join(home, '.local', 'share', 'gradbook', 'history.sqlite')));
    await withKernel({ env }, async (kernel) => {
      const tail = { hist_access_type: 'tail', n: 1, output: false, raw: true };
      const { reply } = await kernel.request('history_request', tail);
      assert.match(reply.history[0]?.[2], /homedir/);
    });
  });

  test('cells run where there is no such folder and none can be made', () =>
    withKernel({ env: { ...unset, HOME: '/dev/null/home' } }, async (kernel) => {
      assert.equal((await kernel.run('1 + 1')).result, '2');
    }));
});

describe('in a folder whose name has blanks and letters of many scripts', () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'gradbook-folder-'));
  const folder = path.join(parent, NAME);
  let kernel: KernelClient;
  before(async () => {
    const greeting = path.join(folder, 'node_modules', 'greeting');
    mkdirSync(greeting, { recursive: true });
    writeFileSync(
      path.join(greeting, 'package.json'),
      '{ "name": "greeting", "main": "index.js" }',
    );
    writeFileSync(path.join(greeting, 'index.js'), 'exports.hello = "hello";');
    writeFileSync(
      path.join(folder, 'größe.ts'),
      'export const size: number = 7;\nexport function fail(): never {\n  throw new Error("in the file");\n}\n',
    );
    kernel = await KernelClient.start({ cwd: folder });
  });
  after(async () => {
    await kernel.stop();
    rmSync(parent, { recursive: true });
  });

  test('cells import its files and packages', async () => {
    const { result } = await kernel.run(
      "import { size, fail } from './größe'; import { hello } from 'greeting'; [size, hello]",
    );
    assert.equal(result, "[ 7, 'hello' ]");
  });

  test('a file that changed is loaded again', async () => {
    writeFileSync(path.join(folder, 'zahl.ts'), 'export const n = 1;');
    assert.equal((await kernel.run("import { n } from './zahl'; n")).result, '1');
    writeFileSync(path.join(folder, 'zahl.ts'), 'export const n = 1000;');
    assert.equal((await kernel.run("import { n } from './zahl'; n")).result, '1000');
  });

  test('errors name the line of the file', async () => {
    const { traceback } = await kernel.run("import { fail } from './größe'; fail()");
    assert.match(traceback, /größe\.ts:3:9/);
    assert.ok(traceback.includes(NAME), traceback);
  });

  test('commands and relative paths have it as their folder', async () => {
    assert.equal((await kernel.run('!pwd')).text().trim(), folder);
    const { result } = await kernel.run('require("node:fs").existsSync("größe.ts")');
    assert.equal(result, 'true');
  });

  test('the language server knows the types of its files', async () => {
    const wanted = "import * as measures from './größe'; measures.";
    const deadline = Date.now() + 60_000;
    let found: string[] = [];
    while (!found.some((match) => match.endsWith('size')) && Date.now() < deadline) {
      found = await completions(kernel, wanted);
    }
    assert.ok(
      found.some((match) => match.endsWith('size')),
      String(found),
    );
    // Where a check is slow, what it finds is said under a later cell.
    let said = (
      await kernel.run("import { size } from './größe'; const text: string = size;")
    ).text('stderr');
    while (said === '' && Date.now() < deadline) {
      said = (await kernel.run('await new Promise((done) => setTimeout(done, 50))')).text('stderr');
    }
    assert.match(said, /number.*string/s);
  });
});

test("what a cell declares by a global's name is the cells' own, and no package's nor the kernel's", () =>
  withKernel({}, async (kernel) => {
    const write = (file: string, text: string) =>
      writeFileSync(path.join(kernel.folder, file), text);
    write('early.cjs', SEEN);
    write('late.cjs', SEEN);
    const globals = "'function function function object function undefined'";
    const seen = async (file: string) =>
      (await kernel.run(`require('./${file}.cjs').seen()`)).result;
    assert.equal(await seen('early'), globals);
    await kernel.run(`
      import { setTimeout } from 'node:timers/promises';
      class Object { static made = 1; made() { return new Object(); } }
      class Map<K> { has(key: K) { return true; } }
      const JSON = { own: true }, fetch = () => 'own', window = 1;
      function Number() { return 'own'; }
      enum String { One }
      declare const performance: { now(): number };
      interface Set { own: true }
    `);
    assert.equal(await seen('early'), globals);
    assert.equal(await seen('late'), globals);

    const cells: readonly (readonly [code: string, result: string])[] = [
      ['[Object.made, new Map<number>(), JSON.own]', '[ 1, Map {}, true ]'],
      ['[Object, Map, Number, fetch].map(({ name }) => name).join()', "'Object,Map,Number,fetch'"],
      ['[fetch(), Number(), String.One, window].join()', "'own,own,0,1'"],
      ["await setTimeout(1, 'late')", "'late'"],
      ['({ JSON, fetch: 1 })', '{ JSON: { own: true }, fetch: 1 }'],
      ['(({ JSON = 2, Map: other }) => [JSON, other])({ Map: 3 })', '[ 2, 3 ]'],
      ['Map: for (const Map of [4]) if (Map) break Map;', ''],
      ['[typeof performance.now(), new Set([1]).size]', "[ 'number', 1 ]"],
      [
        '@((value: unknown) => value) class Decorated { @((value: any) => value) one() { return 1 } }\nnew Decorated().one()',
        '1',
      ],
      ['new (class extends Object {})().made()', '{}'],
    ];
    for (const [code, result] of cells) {
      const cell = await kernel.run(code);
      assert.equal(cell.traceback, '', code);
      assert.equal(cell.result ?? '', result, code);
    }
    assert.equal((await kernel.run('Number.none()')).reply.evalue, 'Number.none is not a function');
    assert.match((await kernel.run('%who')).text(), /^Map +class$/m);
    assert.equal((await kernel.run('!echo out')).text(), 'out\n');
    assert.deepEqual(await completions(kernel, 'Object.mad'), ['made']);
    const { reply } = await kernel.request(
      'debug_request',
      {
        seq: 1,
        type: 'request',
        command: 'inspectVariables',
      },
      'control',
    );
    const map = reply.body.variables.find(({ name }: { name: string }) => name === 'Map');
    assert.equal(map.value, 'class Map');

    await kernel.run("import { Blob } from './missing.js'");
    assert.equal((await kernel.run('new Blob().size')).result, '0');
    await kernel.run('%reset');
    assert.equal((await kernel.run('new Map([[1, 2]])')).result, 'Map(1) { 1 => 2 }');
  }));

/** A package that says what it finds. */
const SEEN = `exports.seen = () => [
  typeof Object.keys, typeof new Map().set, typeof Number.isInteger, typeof JSON, typeof setTimeout(() => {}, 0).ref, typeof window,
].join(' ');`;
