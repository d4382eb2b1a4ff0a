import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Exceptions } from '../../kernel/debugger/exceptions.js';
import { HiddenCode } from '../../kernel/debugger/hidden-code.js';
import { STOP_URL } from '../../kernel/debugger/on-main.js';
import { Pauses } from '../../kernel/debugger/pauses.js';
import type { Event } from '../../kernel/debugger/protocol.js';
import { Scripts } from '../../kernel/debugger/scripts.js';
import { trialJavaScript } from '../../kernel/debugger/trial.js';
import { KernelClient, withKernel } from './client.js';
import { DebugClient } from './debug-client.js';

const TWICE = [
  'interface Point { x: number }',
  'function twice(point: Point): number {',
  '  const doubled = point.x * 2;',
  '  return doubled;',
  '}',
  'const a: number = 1;',
  'const b = twice({ x: a });',
  'console.log(b);',
  'b + 1',
].join('\n');

describe('the debugger', () => {
  let kernel: KernelClient;
  let debug: DebugClient;
  before(async () => {
    kernel = await KernelClient.start();
    debug = new DebugClient(kernel);
    await debug.start();
  });
  after(() => kernel.stop());

  test('stops at a breakpoint of a cell, shows variables, evaluates, and goes on to the end', async () => {
    const [breakpoint] = await debug.breakInCell(TWICE, 3);
    assert.equal(breakpoint.verified, true);
    assert.equal(breakpoint.line, 3);
    const cell = debug.send(TWICE);
    const stop = await debug.stopped();
    assert.equal(stop.reason, 'breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [breakpoint.id]);
    assert.deepEqual(await debug.places(), ['twice:3', 'cell 1:7']);
    const [frame] = await debug.frames();
    assert.equal(frame.source.path, breakpoint.source.path);
    const { point } = await debug.scope();
    assert.equal(point.value, '{x: 1}');
    assert.equal((await debug.evaluate('point.x + a')).result, '2');
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.deepEqual([cell.text(), cell.result], ['2\n', '3']);
  });

  test('steps by the lines of the TypeScript: over, into and out of functions', async () => {
    await debug.breakInCell(TWICE, 6);
    const cell = debug.send(TWICE);
    await debug.stopped();
    const places = [await debug.places()];
    for (const command of ['next', 'stepIn', 'next', 'stepOut', 'next', 'next']) {
      const stop = await debug.go(command, cell);
      if (!stop) break;
      assert.equal(stop.reason, 'step');
      places.push(await debug.places());
    }
    await kernel.finished(cell);
    const at = `cell ${cell.reply.execution_count}`;
    assert.deepEqual(places, [
      [`${at}:6`],
      [`${at}:7`],
      ['twice:3', `${at}:7`],
      ['twice:4', `${at}:7`],
      [`${at}:8`],
      [`${at}:9`],
    ]);
    assert.equal((await kernel.run('b')).result, '2');
  });

  test('steps over an await to the line behind it', async () => {
    const code = [
      'const later = (ms: number) => new Promise((r) => setTimeout(() => r(ms), ms));',
      'const first = await later(20);',
      'const second = await later(20);',
      'second',
    ].join('\n');
    await debug.breakInCell(code, 2);
    const cell = debug.send(code);
    await debug.stopped();
    await debug.go('next', cell);
    assert.match((await debug.places()).join(), /^cell \d+:3$/);
    await debug.go('next', cell);
    assert.match((await debug.places()).join(), /^cell \d+:4$/);
    await debug.go('continue', cell);
    await kernel.finished(cell);
  });

  test('shows what was printed before it says that the code has stopped', async () => {
    const code = 'console.log("before");\nconsole.log("after")';
    await debug.breakInCell(code, 2);
    const cell = debug.send(code);
    await debug.stopped();
    assert.equal(cell.text(), 'before\n');
    const stop = kernel.messages.findLastIndex(({ content }) => content.event === 'stopped');
    const text = kernel.messages.findIndex(({ content }) => content.text === 'before\n');
    assert.ok(text < stop);
    await debug.go('continue', cell);
    await kernel.finished(cell);
  });

  test('stops in a function of a cell that ran before the breakpoint was set, and in a timer', async () => {
    const code = 'let ticks = 0;\nfunction tick() {\n  ticks += 1;\n}';
    await kernel.run(code);
    await debug.breakInCell(code, 3);
    const cell = debug.send('setTimeout(tick, 5); 0');
    await debug.stopped();
    assert.match((await debug.places())[0] ?? '', /^tick:3$/);
    await debug.body('continue', { threadId: 1 });
    await kernel.finished(cell);
    await debug.breakInCell(code);
    assert.equal((await kernel.run('ticks')).result, '1');
  });

  test('pauses a cell that hangs, and lets it go on', async () => {
    const cell = debug.send(
      'let turns = 0;\nwhile (turns >= 0) {\n  if (++turns === 1e6) console.log("turns");\n}',
    );
    await kernel.until(() => cell.text() !== '');
    await debug.body('pause', { threadId: 1 });
    assert.equal((await debug.stopped()).reason, 'pause');
    assert.match((await debug.places()).join(), /^cell \d+:[23]$/);
    assert.equal((await debug.evaluate('turns > 0')).result, 'true');
    await debug.evaluate('turns = -10');
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.reply.status, 'ok');
  });

  test('pauses a cell that awaits again and again', async () => {
    const cell = debug.send(
      'let more = 1;\nwhile (more > 0) {\n  await new Promise((r) => setTimeout(r, 5)); if (more++ === 3) console.log("turns");\n}',
    );
    await kernel.until(() => cell.text() !== '');
    await debug.body('pause', { threadId: 1 });
    await debug.stopped();
    assert.match((await debug.places())[0] ?? '', /:[23]$/);
    await debug.evaluate('more = -1e9');
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.reply.status, 'ok');
  });

  test('pauses a cell that awaits what does not come, where it awaits, and lets it go on', async () => {
    const cell = debug.send(
      [
        'let come: (value: number) => void = () => {};',
        'async function waits() {',
        '  const got = await new Promise<number>((resolve) => { come = resolve; });',
        '  return got + 1;',
        '}',
        'setTimeout(() => console.log("awaits"));',
        'const sum = (await waits()) + 1;',
        'sum',
      ].join('\n'),
    );
    await kernel.until(() => cell.text() !== '');
    await debug.body('pause', { threadId: 1 });
    assert.equal((await debug.stopped()).reason, 'pause');
    const [top, below] = await debug.places();
    assert.equal(top, 'waits:3');
    assert.match(below, /^cell \d+:7$/);
    assert.ok('come' in (await debug.scope()));
    await debug.evaluate('come(40)');
    await debug.go('next', cell);
    await kernel.finished(cell);
    assert.equal(cell.result, '42');
  });

  test('a cell that is paused where it awaits can be interrupted', async () => {
    const cell = debug.send(
      'setTimeout(() => console.log("awaits"));\nawait new Promise(() => {})',
    );
    await kernel.until(() => cell.text() !== '');
    await debug.body('pause', { threadId: 1 });
    await debug.stopped();
    assert.match((await debug.places()).join(), /^cell \d+:2$/);
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
    assert.equal((await kernel.run('1 + 1')).result, '2');
  });

  test('answers completion, the heartbeat and requests of the kernel while a cell is paused', async () => {
    await debug.breakInCell(TWICE, 4);
    const cell = debug.send(TWICE);
    await debug.stopped();
    const code = 'Math.ma';
    const { reply } = await kernel.request('complete_request', { code, cursor_pos: code.length });
    assert.ok(reply.matches.includes('max'));
    assert.equal(await kernel.heartbeat(), 'ping');
    await kernel.request('kernel_info_request', {}, 'control');
    assert.deepEqual((await debug.body('debugInfo')).stoppedThreads, [1]);
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.deepEqual((await debug.body('debugInfo')).stoppedThreads, []);
  });

  test('says its breakpoints in debugInfo, as a front end that comes back needs them', async () => {
    const [breakpoint] = await debug.breakInCell(TWICE, 4);
    const info = await debug.body('debugInfo');
    assert.equal(info.isStarted, true);
    assert.equal(info.hashMethod, 'Murmur2');
    const { path } = breakpoint.source;
    assert.ok(path.startsWith(info.tmpFilePrefix) && path.endsWith(info.tmpFileSuffix));
    assert.deepEqual(
      info.breakpoints.filter((one: { source: string }) => one.source === path),
      [{ source: path, breakpoints: [{ line: 4 }] }],
    );
    await debug.breakInCell(TWICE);
    const sources = (await debug.body('debugInfo')).breakpoints.map(
      (one: { source: string }) => one.source,
    );
    assert.ok(!sources.includes(path));
  });

  test('refuses what it cannot do, and says why', async () => {
    const refused = async (command: string, parameters = {}) => {
      const { success, message } = await debug.request(command, parameters);
      assert.equal(success, false, command);
      return message;
    };
    assert.match(await refused('fly'), /no command 'fly'/);
    assert.match(await refused('next'), /Nothing is paused/);
    assert.match(await refused('scopes', { frameId: 99 }), /no such frame/);
    assert.match(await refused('variables', { variablesReference: 1e6 }), /earlier time/);
    assert.match(await refused('source', { source: { path: '/nowhere.ts' } }), /nowhere\.ts/);
    assert.match(
      await refused('evaluate', { expression: 'nothing.here' }),
      /nothing is not defined/,
    );
    assert.match(await refused('copyToGlobals', { srcVariableName: '1x' }), /name of a variable/);
    assert.equal((await debug.request('')).success, false);
    const empty = await kernel.request('debug_request', {}, 'control');
    assert.equal(empty.reply.success, false);
  });
});

test('code whose steps lead to none of the lines of a cell is paused where the cell awaits', async () => {
  const call = (scriptId: string) => ({
    callFrameId: '0',
    functionName: 'tick',
    location: { scriptId, lineNumber: 0 },
    url: '',
    scopeChain: [],
    this: { type: 'undefined' as const },
  });
  let main: Pauses | undefined;
  let shown: string[] = [];
  const holdIn = (scriptId: string) => {
    setImmediate(() => void main?.take({ reason: 'other', callFrames: [call(scriptId)] }));
  };
  let steps = 0;
  let giveUp: (error: Error) => void = () => {};
  // V8 with nothing but timers of Node's to step through.
  const inspector = {
    on: () => {},
    command: async (method: string): Promise<never> => {
      if (method === 'Debugger.stepInto') steps += 1;
      if (steps > 2000) giveUp(new Error('It steps on and on.'));
      if (method === 'Debugger.pause' || method === 'Debugger.stepInto') holdIn('node');
      if (method === 'Debugger.resume') main?.resumed();
      return { locations: [] } as never;
    },
  };
  const cells = new Map([[7, { code: 'await 1', count: 1 }]]);
  const scripts = new Scripts(inspector, cells, async () => [], []);
  const parsed = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0, hash: '' };
  const more = { ...parsed, executionContextId: 1 };
  scripts.add({ ...more, scriptId: 'stop', url: STOP_URL });
  scripts.add({ ...more, scriptId: '1', url: 'gradbook-cell:7' });
  const exceptions = new Exceptions(inspector, () => true);
  const place = { url: 'gradbook-cell:7', name: '', lineNumber: 0, columnNumber: 0 };
  // A cell that runs: the debugger's own timers keep nothing alive.
  const cell = setInterval(() => {}, 1000);
  const stop = await new Promise<Event>((resolve, reject) => {
    giveUp = reject;
    main = new Pauses({
      inspector,
      scripts,
      exceptions,
      hiddenCode: new HiddenCode(inspector, exceptions, []),
      tell: (event) => {
        shown = main?.frames.map(({ script }) => script.name) ?? [];
        resolve(event);
      },
      forget: () => {},
      idsOf: () => [],
      bind: async () => {},
      drain: () => {},
      stopAtAwait: () => {
        holdIn('stop');
        return true;
      },
      isRunning: () => cell.hasRef(),
      awaitedPlaces: async () => [place],
      failedAwait: async () => ({ text: '', places: [] }),
      sees: async () => {},
    });
    void main.pause();
  }).finally(() => {
    clearInterval(cell.unref());
    main = undefined;
  });
  assert.equal(stop.body.reason, 'pause');
  assert.deepEqual(shown, ['cell 1']);
});

test('a text is compiled when the compiler has been loaded, where the question came in the midst of it', async () => {
  const answers = [
    { status: 'loading' },
    { status: 'loading' },
    { status: 'compiled', javascript: '1' },
    { status: 'invalid' },
  ].values();
  const ask = async () => JSON.stringify(answers.next().value);
  assert.equal(await trialJavaScript({ ask }, '1'), '1');
  assert.equal(await trialJavaScript({ ask }, '1 +'), undefined);
});

test('each question of a debugger is busy and idle before the next, and then the paused cell is busy again', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    const code = 'const f = () => {\n  return 1;\n};\nf()';
    await debug.breakInCell(code, 2);
    const cell = debug.send(code);
    await debug.stopped();
    kernel.forget();
    const asked = ['stackTrace', 'threads', 'debugInfo'].map((command, seq) =>
      kernel.send('debug_request', { type: 'request', seq, command, arguments: {} }, 'control'),
    );
    const states = () =>
      kernel.messages
        .filter(({ type }) => type === 'status')
        .map(({ parent, content }) => [parent, content.execution_state]);
    const each = asked.flatMap(({ id }) => [
      [id, 'busy'],
      [id, 'idle'],
    ]);
    await kernel.until(() => states().length > each.length);
    assert.deepEqual(states(), [...each, [undefined, 'busy']]);
    await debug.body('continue');
    await kernel.finished(cell);
  }));

test('commands come in any order: what needs a debugger is refused until there is one', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    const early = await debug.request('setBreakpoints', { source: { path: 'x' }, breakpoints: [] });
    assert.equal(early.success, false);
    assert.match(early.message, /initialize/);
    assert.equal((await debug.body('debugInfo')).isStarted, false);
    await debug.body('disconnect');
    await debug.start();
    await debug.start();
    await debug.body('disconnect');
    assert.equal((await debug.body('debugInfo')).isStarted, false);
    await debug.start();
    await debug.breakInCell(TWICE, 6);
    const cell = debug.send(TWICE);
    await debug.stopped();
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.result, '3');
  }));

test('the kernel says that it has a debugger', () =>
  withKernel({}, async (kernel) => {
    const { reply } = await kernel.request('kernel_info_request');
    assert.equal(reply.debugger, true);
    assert.ok(reply.supported_features.includes('debugger'));
  }));
