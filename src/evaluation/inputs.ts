/** A sample as the dataset gives it. */
import type { Dataset, Sample } from '../data/index.js';
import { shown, Tensor } from '../tensor/index.js';
import { FitError } from '../train/index.js';

/** @throws FitError where the sample has no number, or no tensor comes first in it */
export function inputsOf(dataset: Dataset<Sample>, number: number | undefined): Tensor {
  if (number === undefined) {
    throw new FitError(
      "evaluate can't look samples up that have no numbers, as those of a stream. Evaluate on a Dataset for that.",
    );
  }
  const sample = dataset.get(number);
  const inputs = Array.isArray(sample) ? sample[0] : sample;
  if (inputs instanceof Tensor) return inputs;
  throw new FitError(
    `evaluate expects a tensor first in each sample; sample ${number} has ${shown(inputs)}.`,
  );
}
