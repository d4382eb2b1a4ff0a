/** Python, as far as Gradbook needs it: running it, and locks between processes. */
export { type LockOptions, withLock } from './lock.js';
export { reasonOf } from './reason.js';
export { PythonError, type RunOptions, runPython } from './run.js';
