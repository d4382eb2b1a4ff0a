/** Errors of writing a report. */

/** No report was written; what was at its place before is still there. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  constructor(
    /** `notebook`: it can't be read; `nbconvert`: it can't run or failed; `write`: no place for the page. */
    readonly kind: 'notebook' | 'nbconvert' | 'write',
    /** The file or program that the error is about. */
    readonly subject: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
