/** Where and when code stops: breakpoints of every kind, in cells and files, and exceptions. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newFolder } from '../new-folder.js';
import { KernelClient } from './client.js';
import { DebugClient } from './debug-client.js';

const LOOP = 'let sum = 0;\nfor (let i = 0; i < 6; i++) {\n  sum += i;\n}\nsum';

const LIBRARY = `export interface Shape { width: number; height: number }

/** Its area. */
export function area({ width, height }: Shape): number {
  const result: number = width * height;
  return result;
}
export const loaded = area({ width: 1, height: 1 });
`;

describe('breakpoints', () => {
  let kernel: KernelClient;
  let debug: DebugClient;
  let folder: string;
  before(async () => {
    folder = await newFolder();
    await writeFile(path.join(folder, 'lib.ts'), LIBRARY);
    kernel = await KernelClient.start({ cwd: folder });
    debug = new DebugClient(kernel);
    await debug.start();
  });
  after(() => kernel.stop());

  /** Runs a cell; gives what an expression is at each of its stops. */
  async function stops(code: string, expression: string): Promise<string[]> {
    const values: string[] = [];
    const cell = debug.send(code);
    while (await debug.stopped(() => cell.isIdle)) {
      values.push((await debug.evaluate(expression)).result);
      await debug.body('continue');
    }
    await kernel.finished(cell);
    return values;
  }

  const conditions: readonly (readonly [what: object, stopsAt: string[]])[] = [
    [{}, ['0', '1', '2', '3', '4', '5']],
    [{ condition: 'i % 2 === 1' }, ['1', '3', '5']],
    [{ condition: '(i as number) % 2 === 1' }, ['1', '3', '5']],
    [{ hitCondition: '3' }, ['2']],
    [{ hitCondition: '>= 5' }, ['4', '5']],
    [{ hitCondition: '% 2' }, ['1', '3', '5']],
    [{ condition: 'i > 1', hitCondition: '2' }, ['3']],
  ];
  for (const [what, stopsAt] of conditions) {
    test(`with ${JSON.stringify(what)} stops a loop at ${stopsAt.join(' ')}`, async () => {
      await debug.breakInCell(LOOP, { line: 3, ...what });
      assert.deepEqual(await stops(LOOP, 'i'), stopsAt);
      await debug.breakInCell(LOOP);
    });
  }

  test('count the hits of each run of a cell anew', async () => {
    await debug.breakInCell(LOOP, { line: 3, hitCondition: '3' });
    assert.deepEqual(await stops(LOOP, 'i'), ['2']);
    assert.deepEqual(await stops(LOOP, 'i'), ['2']);
    await debug.breakInCell(LOOP);
  });

  test('are offered at each place once', async () => {
    const code =
      'export const later = async () => {\n  const { a, b } = await f({ a: 1, b: 2 });\n};';
    const { sourcePath: path } = await debug.body('dumpCell', { code });
    const asked = { source: { path }, line: 1, endLine: 3 };
    const { breakpoints } = await debug.body('breakpointLocations', asked);
    const places = breakpoints.map((one: { line: number; column: number }) => JSON.stringify(one));
    assert.ok(places.length > 2);
    assert.deepEqual(places, [...new Set(places)]);
  });

  test('with a message print it, and stop nothing', async () => {
    await debug.breakInCell(LOOP, { line: 3, logMessage: 'i is {i}, {[sum]}', condition: 'i < 2' });
    const cell = debug.send(LOOP);
    await kernel.finished(cell);
    assert.equal(cell.text(), 'i is 0, [ 0 ]\ni is 1, [ 0 ]\n');
    await debug.breakInCell(LOOP);
  });

  test('print objects of a message, and in the place of what throws say what it was', async () => {
    await debug.breakInCell(LOOP, {
      line: 3,
      logMessage: '{({ i }).i}} {nothing}',
      condition: 'i < 1',
    });
    const cell = debug.send(LOOP);
    await kernel.finished(cell);
    assert.equal(cell.text(), '0} <ReferenceError: nothing is not defined>\n');
    await debug.breakInCell(LOOP);
  });

  test('in a decorator show no function that compiling has put in, and no step goes into one', async () => {
    const code = [
      'function marks<M>(method: M, _context: unknown): M {',
      '  return method;',
      '}',
      'class Marked {',
      '  @marks',
      '  run() {',
      '    return 1;',
      '  }',
      '}',
      'new Marked().run()',
    ].join('\n');
    await debug.breakInCell(code, 2);
    const cell = debug.send(code);
    await debug.stopped();
    assert.match((await debug.places()).join(' '), /^marks:2 cell \d+:\d+$/);
    await debug.go('stepOut', cell);
    assert.match((await debug.places()).join(' '), /^cell \d+:\d+$/);
    await debug.go('continue', cell);
    await kernel.finished(cell);
    await debug.breakInCell(code);
  });

  test('whose condition throws do not stop, and say so once', async () => {
    await debug.breakInCell(LOOP, { line: 3, condition: 'nothing > i' });
    const cell = debug.send(LOOP);
    await kernel.finished(cell);
    assert.equal(
      cell.text('stderr'),
      'The condition of the breakpoint in line 3 throws: ReferenceError: nothing is not defined\n',
    );
    await debug.breakInCell(LOOP);
  });

  test('whose condition does not parse are not verified, and say so', async () => {
    const [condition, hits] = await debug.breakInCell(
      LOOP,
      { line: 3, condition: 'i >' },
      { line: 5, hitCondition: 'often' },
    );
    assert.deepEqual([condition.verified, hits.verified], [false, false]);
    assert.match(condition.message, /SyntaxError/);
    await debug.breakInCell(LOOP);
  });

  test('on a line without code move to the next one that has some', async () => {
    const code = '// a comment\n\ninterface A { a: number }\nlet one = 1;\n\n// end';
    const lines = (await debug.breakInCell(code, 1, 3, 4)).map(({ line }) => line);
    assert.deepEqual(lines, [4, 4, 4]);
    const [last] = await debug.breakInCell(code, 6);
    assert.equal(last.verified, false);
    assert.match(last.message, /no code/);
    await debug.breakInCell(code);
  });

  test('of a cell hold each time that it runs, and none of another cell', async () => {
    await debug.breakInCell(LOOP, 5);
    assert.deepEqual(await stops(LOOP, 'sum'), ['15']);
    assert.deepEqual(await stops(LOOP, 'sum'), ['15']);
    assert.deepEqual(await stops(`${LOOP};`, 'sum'), []);
    await debug.breakInCell(LOOP);
    assert.deepEqual(await stops(LOOP, 'sum'), []);
  });

  test('are at the lines of a cell with magics, imports and functions that move to the start', async () => {
    const code = [
      '%env GRADBOOK_TEST=1',
      "import { basename } from 'node:path';",
      'const early = later(2);',
      'await null;',
      'function later(n: number): string {',
      "  return basename('/x/' + n);",
      '}',
      'early',
    ].join('\n');
    const set = await debug.breakInCell(code, 3, 4, 6, 8);
    assert.deepEqual(
      set.map(({ line }) => line),
      [3, 4, 6, 8],
    );
    const cell = debug.send(code);
    const lines: number[] = [];
    while (await debug.stopped(() => cell.isIdle)) {
      lines.push((await debug.frames())[0].line);
      await debug.body('continue');
    }
    assert.deepEqual(lines, [3, 6, 4, 8]);
    await debug.breakInCell(code);
  });

  test('of a file are set when it is imported, also in what runs as it loads; steps go into it', async () => {
    const file = path.join(folder, 'lib.ts');
    const [pending] = await debug.breakAt(file, 5);
    assert.equal(pending.verified, false);
    const code =
      "import { area } from './lib.ts';\nconst size = area({ width: 2, height: 3 });\nsize";
    await debug.breakInCell(code, 2);
    const cell = debug.send(code);
    await debug.stopped();
    assert.deepEqual(await debug.places(), ['area:5', 'lib.ts:8']);
    const changed = debug.events.find(({ event }) => event === 'breakpoint');
    assert.deepEqual([changed.body.breakpoint.verified, changed.body.breakpoint.line], [true, 5]);
    await debug.go('continue', cell);
    assert.equal((await debug.frames())[0].line, 2);
    await debug.breakAt(file);
    await debug.go('stepIn', cell);
    assert.match((await debug.places())[0] ?? '', /^area:[45]$/);
    const [top] = await debug.frames();
    assert.equal(top.source.path, file);
    const { content } = await debug.body('source', { source: { path: file } });
    assert.equal(content, LIBRARY);
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.result, '6');
  });

  test('modules lists the files that are loaded, and nothing of the kernel', async () => {
    const { modules } = await debug.body('modules');
    const paths = modules.map((one: { path: string }) => one.path);
    assert.ok(paths.includes(path.join(folder, 'lib.ts')));
    const strange = paths.filter((one: string) => /dist\/kernel\/|\[|node_modules/.test(one));
    assert.deepEqual(strange, []);
  });

  test('a debugger statement stops', async () => {
    const cell = debug.send('let x = 1;\ndebugger;\nx');
    await debug.stopped();
    assert.equal((await debug.frames())[0].line, 2);
    await debug.go('continue', cell);
    await kernel.finished(cell);
  });

  test('source gives the text of cells that ran and of those that were only dumped', async () => {
    for (const code of [LOOP, 'never.run()']) {
      const { sourcePath } = await debug.body('dumpCell', { code });
      const { content } = await debug.body('source', { source: { path: sourcePath } });
      assert.equal(content, code);
    }
  });

  /** Hidden is what code that a cell has called throws and catches by itself. */
  type Kind = 'caught' | 'uncaught' | 'hidden';
  const thrown: readonly (readonly [code: string, kind: Kind])[] = [
    ['throw new Error("1")', 'uncaught'],
    ['await null;\nthrow new Error("2")', 'uncaught'],
    ['try { throw new Error("3") } catch {}', 'caught'],
    ['const f4 = async () => { await null; throw new Error("4"); };\nawait f4()', 'uncaught'],
    [
      'const f5 = async () => { await null; throw new Error("5"); };\ntry { await f5() } catch {}',
      'caught',
    ],
    ['require("node:fs").readFileSync("/nowhere")', 'uncaught'],
    ['try { require("node:fs").readFileSync("/nowhere") } catch {}', 'caught'],
    ['const c6 = 1;\nc6 = 2', 'uncaught'],
    ['const c7 = 1;\ntry { c7 = 2 } catch {}', 'caught'],
    ['try { require("nowhere-at-all") } catch {}', 'caught'],
    ['require("node:fs").existsSync("\\0")', 'hidden'],
    [
      'display({ get [Symbol.toStringTag]() { return "a" }, toDataURL() { return 1 } }); 0',
      'hidden',
    ],
    ['try { JSON.parse("{") } catch {}', 'caught'],
    ['try { null.x } finally { 1 }', 'uncaught'],
    // What Node rejects, the code throws where it awaits it.
    ['await fetch("http://127.0.0.1:1/")', 'uncaught'],
    ['try { await fetch("http://127.0.0.1:1/") } catch {}', 'caught'],
    ['await Promise.all([require("node:fs/promises").readFile("/nowhere")])', 'uncaught'],
    ['const f8 = async () => {\n  await fetch("http://127.0.0.1:1/");\n};\nawait f8()', 'uncaught'],
    ['const f9 = () => fetch("http://127.0.0.1:1/");\ntry { await f9() } catch {}', 'caught'],
    ['await fetch("http://127.0.0.1:1/").catch(() => 1)', 'hidden'],
    [
      'const f10 = async () => { throw new Error("10"); };\nconst f11 = async () => await f10();\nawait f11()',
      'uncaught',
    ],
  ];
  test('what else is thrown than errors is shown', async () => {
    await debug.body('setExceptionBreakpoints', { filters: ['uncaught'] });
    for (const [code, text] of [
      ['throw { a: 1 }', '{a: 1}'],
      ['throw null', 'null'],
      ['throw undefined', 'undefined'],
      ['throw "text"', 'text'],
      ['throw 5n', '5n'],
    ] as const) {
      const cell = debug.send(code);
      const stop = await debug.stopped(() => cell.isIdle);
      assert.deepEqual([stop?.reason, stop?.text], ['exception', text]);
      assert.equal((await debug.body('exceptionInfo', { threadId: 1 })).description, text);
      await debug.go('continue', cell);
      await kernel.finished(cell);
    }
    await debug.body('setExceptionBreakpoints', { filters: [] });
  });

  test('exceptions stop by the filters caught and uncaught, where they are thrown', async () => {
    const initialized = await debug.body('initialize', { clientID: 'test' });
    const filters = initialized.exceptionBreakpointFilters.map(
      (one: { filter: string }) => one.filter,
    );
    assert.deepEqual(filters, ['caught', 'uncaught']);
    for (const filter of ['caught', 'uncaught'] as const) {
      await debug.body('setExceptionBreakpoints', { filters: [filter] });
      const stopped: string[] = [];
      for (const [code] of thrown) {
        const cell = debug.send(code);
        const stop = await debug.stopped(() => cell.isIdle);
        if (stop) {
          stopped.push(code);
          assert.equal(stop.reason, 'exception');
          assert.ok(stop.text.length > 0);
          const info = await debug.body('exceptionInfo', { threadId: 1 });
          assert.match(info.exceptionId, /Error$/);
          await debug.go('continue', cell);
        }
        await kernel.finished(cell);
      }
      assert.deepEqual(
        stopped,
        thrown.flatMap(([code, kind]) => (kind === filter ? code : [])),
        filter,
      );
    }
    await debug.body('setExceptionBreakpoints', { filters: [] });
  });
});
