/** Errors of metrics. */

/** A metric was given labels, scores or options that it has no figure for. */
export class MetricError extends Error {
  override readonly name = 'MetricError';

  constructor(
    /** The function's name. */
    readonly metric: string,
    problem: string,
  ) {
    super(`${metric}: ${problem}`);
  }
}
