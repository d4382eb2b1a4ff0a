/** How far decisions are from the right side of their margin. */
import { checkOptionNames } from '../../tensor/index.js';
import { checkIncluded, encode, sortedClasses } from '../input/classes.js';
import { MetricError } from '../input/errors.js';
import { checkLengths, type Label, type Labels, readClassVector } from '../input/labels.js';
import { matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightedMean, weightsOf } from '../input/weights.js';

export interface HingeLossOptions extends Weighted {
  /** All classes; needed where not each of several occurs among the true ones. */
  labels?: readonly Label[];
}

/**
 * The mean hinge loss: 0 where each decision is on the right side by a margin of 1 or more. scikit-learn:
 * `hinge_loss`; see Crammer & Singer 2001 for several classes. Where a single class occurs it counts as
 * the negative one, as there.
 *
 * @param labels the true classes, [samples]
 * @param decisions [samples] for two classes, positive for the larger; else [samples, classes]
 * @throws MetricError
 */
export function hingeLoss(
  labels: Labels,
  decisions: Values,
  options: HingeLossOptions = {},
): number {
  const metric = 'hingeLoss';
  checkOptionNames(metric, options, { labels: undefined, sampleWeight: undefined });
  const { classes, codes } = encode(metric, readClassVector(metric, 'labels', labels));
  const table = matrix(metric, 'decisions', decisions);
  checkLengths(metric, 'decisions', codes.length, table.rows);
  const weights = weightsOf(metric, options, codes.length);
  const all = sortedClasses(options.labels ?? classes);
  if (options.labels) checkIncluded(metric, options.labels, classes);
  const { data, columns } = table;
  const wanted = all.length > 2 ? all.length : 1;
  if (columns !== wanted) {
    throw new MetricError(
      metric,
      `there are ${all.length} classes, so decisions must be of ${wanted} columns; they are of ` +
        `${columns}. Pass \`labels\` with all classes.`,
    );
  }
  const places = classes.map((label) => all.indexOf(label));
  const losses = Float64Array.from(codes, (code, row) => {
    const margin =
      columns === 1
        ? (code === 1 ? 1 : -1) * data[row]
        : ownMargin(data, row * columns, columns, places[code]);
    return Math.max(0, 1 - margin);
  });
  return weightedMean(metric, losses, weights);
}

/** How far a class is above the best of the others. */
function ownMargin(data: ArrayLike<number>, start: number, columns: number, own: number): number {
  let best = -Infinity;
  for (let column = 0; column < columns; column++) {
    if (column !== own) best = Math.max(best, data[start + column]);
  }
  return data[start + own] - best;
}
