/** A trial in one printed line. */
import type { CompleteTrial, Trial } from './trial.js';

export function printTrial(trial: Trial<unknown>, best: CompleteTrial<unknown> | undefined): void {
  const mark = best?.number === trial.number ? '  best so far' : '';
  const seconds = trial.seconds.toFixed(1);
  console.log(
    `trial ${trial.number}: ${describe(trial.params)} -> ${result(trial)} (${seconds} s)${mark}`,
  );
}

function result(trial: Trial<unknown>): string {
  switch (trial.state) {
    case 'complete':
      return trial.value.toPrecision(4);
    case 'pruned': {
      const last = trial.reports.at(-1);
      return last ? `pruned at step ${last.step} with ${last.value.toPrecision(4)}` : 'pruned';
    }
    default:
      return trial.error.message;
  }
}

function describe(params: unknown): string {
  return Object.entries(params as Record<string, unknown>)
    .map(
      ([name, value]) => `${name} = ${typeof value === 'number' ? +value.toPrecision(4) : value}`,
    )
    .join(', ');
}
