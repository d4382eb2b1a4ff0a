/**
 * Lets the C library keep the memory that a plugin frees. A program's temporary values are one block of tens of
 * megabytes, taken at its start and freed at its end. By itself glibc returns such blocks to the system, which then
 * clears each page anew in each training step: a fifth of the time of a convolutional network.
 *
 * glibc on Linux alone, by its manual, "Malloc Tunable Parameters"; elsewhere nothing is done.
 */
import koffi from 'koffi';

const M_TRIM_THRESHOLD = -1;
const M_MMAP_THRESHOLD = -3;
const M_ARENA_MAX = -8;
/** Bytes; the most that fits into mallopt's `int`. */
const MOST = 2 ** 31 - 1;

/** Each arena keeps memory of its own; with one for each thread that would be much. */
const ARENAS = 2;

/** What users set themselves stays. */
const VARIABLES = [
  'MALLOC_TRIM_THRESHOLD_',
  'MALLOC_MMAP_THRESHOLD_',
  'MALLOC_ARENA_MAX',
  'GLIBC_TUNABLES',
];

/** For the whole process, from now on. */
export function keepFreedMemory(): void {
  if (process.platform !== 'linux' || VARIABLES.some((name) => name in process.env)) return;
  const mallopt = findMallopt();
  mallopt?.(M_MMAP_THRESHOLD, MOST);
  mallopt?.(M_TRIM_THRESHOLD, MOST);
  mallopt?.(M_ARENA_MAX, ARENAS);
}

function findMallopt(): ((parameter: number, value: number) => number) | undefined {
  try {
    return koffi.load(null).func('mallopt', 'int', ['int', 'int']);
  } catch {
    // Another C library, musl say, has none.
    return undefined;
  }
}
