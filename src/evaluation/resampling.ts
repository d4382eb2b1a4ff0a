/** Figures of samples that are drawn thousands of times: what stays the same is computed once. */
import type { ClassSamples, Samples } from './samples.js';

/** Gives the figure of the samples at these positions, which may repeat. */
export type Resampled = (positions: Int32Array) => number;

/** For a figure that is the mean of each sample's own. */
export function meanOfEach<D extends Samples<D>>(of: (samples: D) => number) {
  return (samples: D): Resampled => {
    const each = Float64Array.from({ length: samples.count }, (_, position) =>
      of(samples.take(Int32Array.of(position))),
    );
    return (positions) => {
      let sum = 0;
      for (let i = 0; i < positions.length; i++) sum += each[positions[i]];
      return sum / positions.length;
    };
  };
}

/** A function of true and predicted classes, of which each counts as often as its weight says. */
export type WeightedScore = (
  labels: Int32Array,
  predicted: Int32Array,
  options: { sampleWeight: Float64Array },
) => number;

/** For a figure of classes: samples of the same true and predicted class are counted together. */
export function countedTogether(score: WeightedScore) {
  return ({ labels, predicted, classes }: ClassSamples): Resampled => {
    const pairOf = labels.map((label, i) => label * classes + predicted[i]);
    const pairs = Int32Array.from(new Set(pairOf)).sort();
    const placeOf = new Map(Array.from(pairs, (pair, place) => [pair, place]));
    const places = pairOf.map((pair) => placeOf.get(pair) ?? 0);
    const counts = new Float64Array(pairs.length);
    return (positions) => {
      counts.fill(0);
      for (let i = 0; i < positions.length; i++) counts[places[positions[i]]]++;
      // Without those that were not drawn: a class that does not occur is none.
      const drawn = pairs.filter((_, place) => counts[place] > 0);
      return score(
        drawn.map((pair) => Math.floor(pair / classes)),
        drawn.map((pair) => pair % classes),
        { sampleWeight: counts.filter((count) => count > 0) },
      );
    };
  };
}
