/** Whether two models differ, on the same samples. */
import { type McNemarOptions, type McNemarResult, mcnemarTest } from '../metrics/index.js';
import { FitError } from '../train/index.js';
import type { Evaluation } from './class-evaluation.js';

/**
 * Whether two models that were evaluated on the same samples are equally good: of the samples that one of them got right
 * and the other did not, about half should be each one's. statsmodels: `mcnemar`.
 *
 *     const { pValue } = mcnemar(evaluate(small, testLoader), evaluate(large, testLoader));
 *
 * @throws FitError where the samples aren't the same
 */
export function mcnemar(
  first: Evaluation,
  second: Evaluation,
  options: McNemarOptions = {},
): McNemarResult {
  const places = placesIn(second, first);
  const labels = places.map((place) => second.labels[place]);
  if (first.count !== second.count || labels.some((label, i) => label !== first.labels[i])) {
    throw new FitError(
      `mcnemar compares two models on the same samples; the first was evaluated on ${first.count} and the second on ` +
        `${second.count}, or on others. Evaluate both with the same loader.`,
    );
  }
  const predicted = places.map((place) => second.predicted[place]);
  return mcnemarTest(first.labels, first.predicted, predicted, options);
}

/** Where each sample of `wanted` stands in `evaluation`, which may have them in another order. */
function placesIn(evaluation: Evaluation, wanted: Evaluation): Int32Array {
  const { numbers } = evaluation;
  if (!numbers || !wanted.numbers) return wanted.labels.map((_, i) => i);
  const places = new Map(Array.from(numbers, (number, place) => [number, place]));
  return wanted.numbers.map((number) => places.get(number) ?? -1);
}
