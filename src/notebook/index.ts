/** Executing notebooks. */
export { NotebookError } from './errors.js';
export { type ExecuteOptions, executeNotebook, type Progress } from './execute.js';
