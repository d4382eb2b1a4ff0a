/** The few functions of Linux's C library that Node has no name for. */
import { createRequire } from 'node:module';
import type Koffi from 'koffi';

const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const POLLIN = 1;
const POLLOUT = 4;
/** Above the three that all programs know. */
const LOWEST = 3;

export interface Libc {
  /** A pipe that programs started later do not inherit. */
  pipe(): { readonly read: number; readonly write: number };
  close(descriptor: number): void;
  /** Another descriptor of the same file, which programs started later do not inherit. */
  copy(descriptor: number): number;
  /** Makes `target` a descriptor of what `source` is one of; programs inherit it. */
  redirect(source: number, target: number): void;
  /** Whether a read or a write of little would not block, at one of some descriptors. */
  isReady(descriptors: readonly number[], direction: 'read' | 'write'): boolean;
  /** Makes writes wait for room: a Node that inherits a descriptor makes it fail instead, for all. */
  makeBlocking(descriptor: number): void;
}

/** Undefined on other systems than Linux. */
export function loadLibc(): Libc | undefined {
  if (process.platform !== 'linux') return undefined;
  const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
  const process_ = koffi.load(null);
  const pipe2 = process_.func('int pipe2(int *descriptors, int flags)');
  const close = process_.func('int close(int descriptor)');
  const dup2 = process_.func('int dup2(int source, int target)');
  const fcntl = process_.func('int fcntl(int descriptor, int command, ...)');
  const poll = process_.func('int poll(void *descriptors, unsigned long count, int timeout)');
  const checked = (result: unknown, name: string): number => {
    if (typeof result === 'number' && result >= 0) return result;
    throw new Error(`${name} failed`);
  };
  return {
    pipe() {
      const ends = new Int32Array(2);
      checked(pipe2(ends, O_CLOEXEC), 'pipe2');
      const [read = -1, write = -1] = ends;
      return { read, write };
    },
    // Not Node's: in a worker thread, it warns of descriptors that it did not open.
    close(descriptor) {
      checked(close(descriptor), 'close');
    },
    copy: (descriptor) => checked(fcntl(descriptor, F_DUPFD_CLOEXEC, 'int', LOWEST), 'fcntl'),
    redirect(source, target) {
      checked(dup2(source, target), 'dup2');
    },
    isReady(descriptors, direction) {
      // struct pollfd { int fd; short events; short revents; }
      const wanted = direction === 'read' ? POLLIN : POLLOUT;
      const entries = new Int32Array(2 * descriptors.length).fill(wanted);
      descriptors.forEach((descriptor, i) => {
        entries[2 * i] = descriptor;
      });
      poll(entries, descriptors.length, 0);
      return descriptors.some((_, i) => (entries[2 * i + 1] ?? 0) >> 16 === wanted);
    },
    makeBlocking(descriptor) {
      const flags = checked(fcntl(descriptor, F_GETFL), 'fcntl');
      if (flags & O_NONBLOCK) fcntl(descriptor, F_SETFL, 'int', flags & ~O_NONBLOCK);
    },
  };
}
