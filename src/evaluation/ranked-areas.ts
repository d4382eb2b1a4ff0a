/** Areas under curves of samples that are drawn thousands of times: they are put in the order of their scores once. */
import type { Resampled } from './resampling.js';
import type { ClassSamples } from './samples.js';

/** The samples in the order of a class's scores, the highest first. */
interface Ranking {
  /** Their positions. */
  readonly order: Int32Array;
  /** Whether each is of the class, by its position. */
  readonly isPositive: readonly boolean[];
  /** Whether the next one has a lower score, by the place in the order. */
  readonly isLastOfTie: readonly boolean[];
}

/** The area of samples of which each counts as often as it was drawn. */
type Area = (ranking: Ranking, counts: Float64Array) => number;

/** For a figure that is an area for each class against the rest, or of two classes for the second, averaged. */
export function averagedAreas(area: Area, average: 'macro' | 'weighted' = 'macro') {
  return (samples: ClassSamples): Resampled => {
    const { classes, count } = samples;
    const columns = classes === 2 ? [1] : Array.from({ length: classes }, (_, column) => column);
    const rankings = columns.map((column) => rankingOf(samples, column));
    const counts = new Float64Array(count);
    const drawnOf = new Float64Array(classes);
    return (positions) => {
      counts.fill(0);
      drawnOf.fill(0);
      for (let i = 0; i < positions.length; i++) {
        counts[positions[i]]++;
        drawnOf[samples.labels[positions[i]]]++;
      }
      let sum = 0;
      let weights = 0;
      for (const [i, column] of columns.entries()) {
        const weight = average === 'weighted' && columns.length > 1 ? drawnOf[column] : 1;
        // A class that was not drawn has no weight, and its area is none.
        if (weight > 0) sum += weight * area(rankings[i], counts);
        weights += weight;
      }
      return sum / weights;
    };
  };
}

/** By the trapezoidal rule: the chance that a positive comes before a negative, ties counting half. */
export function rocArea(ranking: Ranking, counts: Float64Array): number {
  let area = 0;
  const { positives, negatives } = byThreshold(ranking, counts, (before, tied) => {
    area += tied.negatives * (before.positives + tied.positives / 2);
  });
  return area / (positives * negatives);
}

/** The mean of the precisions at each threshold, weighted by the recall gained there. */
export function averagePrecisionArea(ranking: Ranking, counts: Float64Array): number {
  let area = 0;
  const { positives } = byThreshold(ranking, counts, (before, tied) => {
    if (tied.positives === 0) return;
    const found = before.positives + tied.positives;
    area += (tied.positives * found) / (found + before.negatives + tied.negatives);
  });
  return positives === 0 ? 0 : area / positives;
}

interface Decided {
  positives: number;
  negatives: number;
}

/** Tells of each threshold what came before it and what is tied there; gives what there is in all. */
function byThreshold(
  { order, isPositive, isLastOfTie }: Ranking,
  counts: Float64Array,
  at: (before: Decided, tied: Decided) => void,
): Decided {
  const before = { positives: 0, negatives: 0 };
  const tied = { positives: 0, negatives: 0 };
  for (let place = 0; place < order.length; place++) {
    const position = order[place];
    if (isPositive[position]) tied.positives += counts[position];
    else tied.negatives += counts[position];
    if (!isLastOfTie[place]) continue;
    at(before, tied);
    before.positives += tied.positives;
    before.negatives += tied.negatives;
    tied.positives = 0;
    tied.negatives = 0;
  }
  return before;
}

function rankingOf({ labels, probabilities, classes }: ClassSamples, column: number): Ranking {
  const scoreOf = (position: number) => probabilities[position * classes + column];
  const order = labels.map((_, position) => position).sort((a, b) => scoreOf(b) - scoreOf(a));
  return {
    order,
    isPositive: Array.from(labels, (label) => label === column),
    isLastOfTie: Array.from(order, (position, place) => {
      const isLast = place + 1 === order.length;
      return isLast || scoreOf(order[place + 1]) !== scoreOf(position);
    }),
  };
}
