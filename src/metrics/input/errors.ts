/** Errors and warnings of metrics. */

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

/** @throws MetricError unless the value is one of those that the option can have. */
export function checkChoice(
  metric: string,
  option: string,
  value: unknown,
  choices: readonly (string | null)[],
): void {
  if (choices.some((choice) => choice === value)) return;
  const written = choices.map((choice) => (choice === null ? 'null' : `'${choice}'`));
  throw new MetricError(
    metric,
    `${option} is ${typeof value === 'string' ? `'${value}'` : String(value)}; ` +
      `it is ${written.slice(0, -1).join(', ')} or ${written[written.length - 1]}.`,
  );
}
