/** Messages that are broken at random: the kernel survives them, and answers what can be answered. */
import assert from 'node:assert/strict';
import { type KernelClient, sign, withKernel } from '../kernel/client.js';
import { Exchange } from '../kernel/exchange.js';
import { type Soak, seeded } from './soak.js';

type Json = Record<string, unknown>;
type Random = () => number;
type Channel = 'shell' | 'control' | 'stdin';

const KEY = 'a key of the tests';
/** How many are sent before the kernel is looked at. */
const BATCH = 50;

/** Requests with content that is in order; what is random comes into these. */
const REQUESTS: readonly (readonly [type: string, content: Json])[] = [
  ['execute_request', { code: '1 + 1', silent: false, store_history: true, user_expressions: {} }],
  ['execute_request', { code: 'kept', allow_stdin: false, stop_on_error: true }],
  ['complete_request', { code: 'Math.', cursor_pos: 5 }],
  ['inspect_request', { code: 'Math', cursor_pos: 2, detail_level: 0 }],
  ['is_complete_request', { code: 'if (x) {' }],
  ['history_request', { hist_access_type: 'tail', n: 3, output: true, raw: true }],
  ['kernel_info_request', {}],
  ['connect_request', {}],
  ['usage_request', {}],
  ['comm_info_request', { target_name: 'x' }],
  ['comm_open', { comm_id: 'c', target_name: 'nothing', data: {} }],
  ['comm_msg', { comm_id: 'c', data: { method: 'update' } }],
  ['comm_close', { comm_id: 'c' }],
  ['delete_subshell_request', { subshell_id: 'none' }],
  ['list_subshell_request', {}],
  ['debug_request', { type: 'request', seq: 1, command: 'debugInfo', arguments: {} }],
  ['no_such_request', { a: 1 }],
];
const CHANNELS: readonly Channel[] = ['shell', 'control', 'stdin'];

/** Values of every type, and some that have been trouble somewhere. */
const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  0.5,
  '',
  'x',
  '😀'.repeat(20),
  '\u0000\ud800',
  '__proto__',
  [],
  [[]],
  {},
  { code: 1 },
  Array.from({ length: 100 }, (_, i) => i),
  'y'.repeat(10_000),
];

export const messages: Soak = {
  name: 'messages',
  turns: 200_000,
  async run(turns, seed) {
    const random = seeded(seed);
    let slowest = 0;
    await withKernel({ key: KEY, env: { GRADBOOK_TYPES: 'off' } }, async (kernel) => {
      await kernel.run('const kept = 42');
      for (let turn = 0; turn < turns; turn += BATCH) {
        const size = Math.min(BATCH, turns - turn);
        const answerable: Exchange[] = [];
        for (let i = 0; i < size; i++) answerable.push(...(await sendBroken(kernel, random)));
        const began = performance.now();
        let cell = await kernel.run('kept');
        // It waited behind a broken cell that failed.
        while (cell.reply.status === 'aborted') cell = await kernel.run('kept');
        assert.equal(cell.result, '42', `after turn ${turn + size} of seed ${seed}`);
        assert.equal(await kernel.heartbeat(), 'ping');
        await kernel.until(() => answerable.every(({ isIdle, reply }) => isIdle && reply));
        slowest = Math.max(slowest, performance.now() - began);
        kernel.forget();
      }
    });
    return [{ name: 'slowest answer to 50 broken messages, ms', value: slowest, most: 5000 }];
  },
};

/** Sends one broken message; gives its exchange where it must be answered. */
async function sendBroken(kernel: KernelClient, random: Random): Promise<Exchange[]> {
  const [type, content] = one(REQUESTS, random);
  const id = `fuzz-${random()}`;
  const header = {
    msg_id: id,
    msg_type: type,
    session: 's',
    username: 'u',
    date: '',
    version: '5.5',
  };
  const channel = one(CHANNELS, random);
  const isAnswerable = channel !== 'stdin' && type.endsWith('_request');
  const exchange = new Exchange(id, kernel.messages);
  switch (Math.floor(random() * 5)) {
    case 0: {
      const parts = [header, {}, {}, brokenContent(content, random)];
      await send(kernel, channel, parts.map(json));
      return isAnswerable ? [exchange] : [];
    }
    case 1: {
      const parts = [json(header), '{}', '{}', json(content)];
      parts[1 + Math.floor(random() * 3)] = one([json(one(JUNK, random)), '{', ''], random);
      await send(kernel, channel, parts);
      return isAnswerable ? [exchange] : [];
    }
    case 2: {
      const broken = { ...header, [one(Object.keys(header), random)]: one(JUNK, random) };
      await send(kernel, channel, [json(broken), '{}', '{}', json(content)]);
      return [];
    }
    case 3: {
      const parts = [header, {}, {}, content].map(json);
      const frames = ['<IDS|MSG>', sign(KEY, parts), ...parts].map((frame) => Buffer.from(frame));
      await kernel.sendFrames(channel, brokenFrames(frames, random));
      return [];
    }
    default:
      await kernel.sendFrames(channel, [noise(Math.floor(random() * 20_000), random)]);
      return [];
  }
}

function send(kernel: KernelClient, channel: Channel, parts: readonly string[]): Promise<void> {
  return kernel.sendFrames(channel, ['<IDS|MSG>', sign(KEY, parts), ...parts]);
}

/** One field is another value, is missing, or is one too many. */
function brokenContent(content: Json, random: Random): Json {
  const name = one([...Object.keys(content), 'unknown'], random);
  if (random() < 0.2)
    return Object.fromEntries(Object.entries(content).filter(([n]) => n !== name));
  return { ...content, [name]: one(JUNK, random) };
}

/** Frames are lost, doubled, swapped or damaged; the signature does not fit any more. */
function brokenFrames(frames: readonly Buffer[], random: Random): Buffer[] {
  const broken = frames.map((frame) => Buffer.from(frame));
  const at = Math.floor(random() * broken.length);
  const frame = broken[at] ?? assert.fail();
  switch (Math.floor(random() * 4)) {
    case 0:
      return broken.length > 1 ? broken.toSpliced(at, 1) : broken;
    case 1:
      return broken.toSpliced(at, 0, frame);
    case 2:
      return broken.toReversed();
    default:
      if (frame.length > 0) frame[Math.floor(random() * frame.length)] = Math.floor(random() * 256);
      return broken;
  }
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function one<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random() * choices.length)];
  // null is one of them.
  return choice === undefined ? assert.fail() : choice;
}
