/** Executing notebooks. */
export { NotebookError } from './errors.js';
export type { ExecutionEvent } from './events.js';
export { type ExecuteOptions, executeNotebook } from './execute.js';
