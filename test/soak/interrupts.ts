/** Interrupts at random moments of random cells: the kernel stays healthy and keeps its state. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../src/error-message.js';
import { type KernelClient, withKernel } from '../kernel/client.js';
import { type Soak, seeded } from './soak.js';

/** Cells in whose midst an interrupt may come; some end by themselves, most never do. */
const CODES = [
  'while (true) {}',
  'for (;;) await null',
  'for (;;) await sleep(1)',
  'await new Promise(() => {})',
  'for (let i = 0; ; i++) console.log("line", i)',
  'for (let i = 0; i < 300; i++) console.error("line", i)',
  'for (;;) JSON.parse(JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ i }))))',
  'for (;;) display({ "text/plain": "x" }, { raw: true, display_id: "one" })',
  'for (let i = 0; i < 20; i++) display(i)',
  '/(a+)+$/.test("a".repeat(40) + "b")',
  'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
  'setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})',
  'const timer = setInterval(() => { for (let i = 0; i < 1e5; i++); }, 0); try { for (;;) await sleep(1) } finally { clearInterval(timer) }',
  'function* naturals() { for (let n = 0; ; n++) yield n } for (const n of naturals()) n.toString()',
  'for (;;) { try { throw new Error("thrown") } catch { await null } }',
  'import { readFileSync } from "node:fs"; for (;;) readFileSync("/dev/null")',
  'import { readFile } from "node:fs/promises"; for (;;) await readFile("/dev/null")',
  'import { execSync } from "node:child_process"; execSync("sleep 600")',
  'import { spawn } from "node:child_process"; await new Promise((end) => spawn("sleep", ["600"]).on("exit", end))',
  'import { EventEmitter } from "node:events"; const e = new EventEmitter(); e.on("x", () => e.emit("y")); for (;;) e.emit("x")',
  'import { AsyncResource } from "node:async_hooks"; new AsyncResource("x").runInAsyncScope(() => { for (;;); })',
  'new Proxy({}, { get() { for (;;); } })',
  '({ [Symbol.for("Jupyter.display")]() { for (;;); } })',
  'process.nextTick(() => { for (;;); }); await new Promise(() => {})',
  'queueMicrotask(() => { for (;;); }); await new Promise(() => {})',
  'setImmediate(function again() { setImmediate(again); }); await new Promise(() => {})',
  'setImmediate(() => { for (;;); }); setImmediate(() => {}); await new Promise(() => {})',
  'setImmediate(() => {}); setImmediate(() => { for (;;); }); setImmediate(() => {}); await new Promise(() => {})',
  'for (const end = Date.now() + 8; Date.now() < end; );',
  'try { for (;;) console.log("x") } finally { for (const end = Date.now() + 8; Date.now() < end; ); }',
  'setTimeout(() => { while (true) {} }, 10); await new Promise(() => {})',
  'kept + 1',
  'const fresh: number = 1; fresh',
  'throw new Error("on purpose")',
  '!sleep 600',
];
/** How long after a cell began its interrupt comes at the latest, in milliseconds. */
const LATEST = 12;

export const interrupts: Soak = {
  name: 'interrupts',
  turns: 1000,
  async run(turns, seed) {
    const random = seeded(seed);
    let slowest = 0;
    await withKernel({}, async (kernel) => {
      await kernel.run(
        'let kept = 0; const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))',
      );
      for (let turn = 0; turn < turns; turn++) {
        const code = CODES[Math.floor(random() * CODES.length)] ?? assert.fail();
        try {
          slowest = Math.max(slowest, await interruptOnce(kernel, code, random() * LATEST));
          await check(kernel, turn + 1);
        } catch (cause) {
          const place = `turn ${turn} of seed ${seed}, in \`${code}\``;
          throw new Error(`${place}: ${messageOf(cause)}`, { cause });
        }
        kernel.forget();
      }
    });
    return [{ name: 'slowest interrupt, ms', value: slowest, most: 3000 }];
  },
};

/** @returns how long the cell ran on, in milliseconds */
async function interruptOnce(kernel: KernelClient, code: string, ms: number): Promise<number> {
  const cell = kernel.send('execute_request', { code });
  // Before, there is nothing to interrupt, and a cell without an end would have none.
  await kernel.until(() => cell.kinds.includes('busy'));
  await delay(ms);
  const began = performance.now();
  await kernel.request('interrupt_request', {}, 'control');
  await kernel.finished(cell);
  assert.equal(cell.kinds.at(-1), 'idle');
  return performance.now() - began;
}

/** State, timers, promises, output and imports, as they should be. */
async function check(kernel: KernelClient, turn: number): Promise<void> {
  const cell = await kernel.run(
    'kept += 1; await sleep(1); console.log("turn", kept); (await import("node:path")).sep + kept',
  );
  assert.equal(cell.reply.status, 'ok', cell.traceback);
  assert.equal(cell.result, `'/${turn}'`);
  assert.equal(cell.text(), `turn ${turn}\n`);
}
