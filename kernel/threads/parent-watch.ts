/** Ends the kernel when the Jupyter process that started it is gone. */

const INTERVAL = 1000;

/**
 * Jupyter sets `JPY_PARENT_PID` in its kernels; without it the kernel lives on its own.
 * @param ending is called before the end
 */
export function endWithParent(ending: () => void): void {
  if (!process.env.JPY_PARENT_PID) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid === parent) return;
    ending();
    process.kill(process.pid, 'SIGKILL');
  }, INTERVAL).unref();
}
