/** Errors of executing a notebook. */

/** The notebook could not be executed, or one of its cells failed. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
  constructor(
    readonly notebook: string,
    message: string,
    /** As the kernel gave it; empty where no cell failed. */
    readonly traceback = '',
    /** Whether what was executed so far was written. */
    readonly written = false,
  ) {
    super(message);
  }
}
