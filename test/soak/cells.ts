/** Cells of many kinds, one after the other: latency and memory stay flat. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type KernelClient, withKernel } from '../kernel/client.js';
import type { Soak } from './soak.js';

/** Kinds of cells by turn, with what each gives. */
const KINDS: readonly ((turn: number) => [code: string, result: string | undefined])[] = [
  (n) => [`${n} + 1`, String(n + 1)],
  (n) => [`const a${n % 500} = ${n}; function f${n % 500}() { return a${n % 500}; }`, undefined],
  (n) => [`console.log('line ${n}')`, undefined],
  (n) => [`await Promise.resolve(${n})`, String(n)],
  (n) => [`interface P { x: number }\nconst p: P = { x: ${n} };\np`, `{ x: ${n} }`],
  (n) => [`class C { #n = ${n}; get n() { return this.#n; } }\nnew C().n`, String(n)],
  (n) => [`import path from 'node:path';\npath.join('a', '${n}')`, `'a/${n}'`],
];
/**
 * V8 lets each thread's young generation grow to 48 MB while there is work, which would hide what cells leave: the
 * text of the cell in V8, its names, its source map, its request.
 */
const SMALL_YOUNG = '--max-semi-space-size=1';
const WORKER_MEMORY = `--import ${new URL('./worker-memory.js', import.meta.url).href}`;
const KERNEL = { GRADBOOK_TYPES: 'off', NODE_OPTIONS: `${SMALL_YOUNG} ${WORKER_MEMORY}` };
/** Turns before anything is measured: V8 compiles, caches fill. */
const WARM_UP = 0.1;

export const cells: Soak = {
  name: 'cells',
  turns: 10_000,
  async run(turns) {
    const warm = Math.floor(turns * WARM_UP);
    const tenth = Math.floor((turns - warm) / 10);
    const latencies: number[] = [];
    let before: Memory = { resident: 0, live: 0 };
    let after = before;
    await withKernel({ env: KERNEL }, async (kernel) => {
      for (let turn = 0; turn < turns; turn++) {
        if (turn === warm) before = await memory(kernel);
        const kind = KINDS[turn % KINDS.length] ?? assert.fail();
        const [code, result] = kind(turn);
        const began = performance.now();
        const exchange = await kernel.run(code);
        if (turn >= warm) latencies.push(performance.now() - began);
        assert.equal(exchange.reply.status, 'ok', exchange.traceback);
        assert.equal(exchange.result, result);
        kernel.forget();
      }
      after = await memory(kernel);
    });
    const leaves = (after.live - before.live) / 1024 / (turns - warm);
    const first = median(latencies.slice(0, tenth));
    const last = median(latencies.slice(-tenth));
    return [
      { name: 'latency, last tenth to first', value: last / first, most: 1.5 },
      { name: 'latency, last tenth, ms', value: last, most: 10 },
      { name: 'memory, last to first', value: after.resident / before.resident, most: 1.4 },
      { name: 'live bytes that a cell leaves in both threads, kB', value: leaves, most: 3 },
    ];
  },
};

interface Memory {
  /** What the kernel's process holds, in MB: garbage that is not given back among it. */
  readonly resident: number;
  /** What is left in the heaps of both threads once garbage is collected, in bytes. */
  readonly live: number;
}

async function memory(kernel: KernelClient): Promise<Memory> {
  const { result } = await kernel.run(
    `import v8 from 'node:v8'; import vm from 'node:vm'; import { BroadcastChannel } from 'node:worker_threads';
     v8.setFlagsFromString('--expose-gc'); vm.runInNewContext('gc')();
     const asked = new BroadcastChannel('live bytes');
     const inWorker: number = await new Promise((resolve) => {
       asked.onmessage = ({ data }) => { if (typeof data === 'number') resolve(data); };
       asked.postMessage('ask');
     });
     asked.close();
     v8.getHeapStatistics().used_heap_size + inWorker`,
  );
  kernel.forget();
  const status = readFileSync(`/proc/${kernel.process.pid}/status`, 'utf8');
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return { resident: Number(kilobytes) / 1024, live: Number(result) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
