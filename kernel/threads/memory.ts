/**
 * What the kernel's memory is, and how much of it there may be: two limits, V8's for the objects of the main thread, and
 * the machine's for the whole process, which typed arrays and native code fill.
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { resourceLimits } from 'node:worker_threads';
import type { ErrorContent } from '../wire/outgoing.js';

const MB = 2 ** 20;

/** The share of the machine's memory, or of the container's, that the process may have. */
const SHARE = 0.85;

/** A limit, and how much of it is in use; both in bytes. */
export interface Usage {
  readonly kind: 'heap' | 'process';
  readonly used: number;
  readonly limit: number;
}

/** The memory that the process may have, in bytes: by `GRADBOOK_MEMORY`, in MB, or by what the machine has. */
export function processLimit(): number {
  const wished = Number(process.env.GRADBOOK_MEMORY);
  if (wished > 0) return wished * MB;
  const constrained = process.constrainedMemory?.() ?? 0;
  const machine = totalmem();
  return SHARE * (constrained > 0 ? Math.min(machine, constrained) : machine);
}

/** Where V8 aborts, in bytes: a full old generation. The young one, which its limit includes, does not count. */
export function oldGenerationLimit(heapSizeLimit: number): number {
  return heapSizeLimit - (resourceLimits.maxYoungGenerationSizeMb ?? 0) * MB;
}

/** The memory that is the process's alone, in bytes: files that it has mapped can be dropped at any time. */
export function anonymousMemory(): number {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    const kilobytes = Number(/^RssAnon:\s*(\d+) kB/m.exec(status)?.[1]);
    if (kilobytes > 0) return kilobytes * 1024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss();
}

/** Why a cell was ended that used nearly all memory. */
export function exhaustion({ kind, used, limit }: Usage): ErrorContent {
  const amount = `${megabytes(used)} of ${megabytes(limit)} MB`;
  const evalue =
    kind === 'heap'
      ? `JavaScript's heap is nearly full: variables hold ${amount}. ${FREE}, or raise the limit: ${raised(limit)}.`
      : `The kernel's memory is nearly used up: ${amount}. ${FREE}, or set GRADBOOK_MEMORY to more MB.`;
  const ename = kind === 'heap' ? 'HeapExhausted' : 'MemoryExhausted';
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

const FREE =
  'The cell was ended, all variables are kept. Give up what is large (`name = undefined`)';

/** How the limit of the heap is doubled. */
export function raised(limit: number): string {
  return (
    `NODE_OPTIONS=--max-old-space-size=${2 * Math.round(limit / MB)} in Jupyter's environment, or below "env" in the ` +
    `kernel's kernel.json (jupyter kernelspec list says where)`
  );
}

export function megabytes(bytes: number): string {
  return Math.round(bytes / MB).toLocaleString('en');
}
