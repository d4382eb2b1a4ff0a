/**
 * A lock between processes, for work that only one may do at a time. It is the system's `flock` on a
 * file that this process keeps open, so that whatever ends the process, the lock goes too: no lock is
 * ever left over. Node has no call for it; a Python that is handed the open file makes it.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { runPython } from './run.js';

const WAITING = 'waiting';

const FLOCK = `
import fcntl
try:
    fcntl.flock(3, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("${WAITING}", flush=True)
    fcntl.flock(3, fcntl.LOCK_EX)
`;

export interface LockOptions {
  python: string;
  /** Made where it is missing, and never removed. */
  file: string;
  /** Called when another process has the lock. */
  onWait?: () => void;
}

/**
 * Runs `work` while no other process holds the lock.
 *
 * @param work gets the open file; a child that holds it too (`holding`) keeps the lock after this
 *   process was killed, until it has ended itself.
 * @throws PythonError when there is no `flock` here; what `openSync` throws when the file can't be
 *   opened; what `work` throws.
 */
export async function withLock<T>(
  { python, file, onWait }: LockOptions,
  work: (holding: number) => Promise<T>,
): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  const holding = openSync(file, 'a');
  try {
    await runPython(python, ['-c', FLOCK], {
      holding,
      onOutput: (text) => {
        if (text.includes(WAITING)) onWait?.();
      },
    });
    return await work(holding);
  } finally {
    closeSync(holding);
  }
}
