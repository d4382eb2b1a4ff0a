/** Which classes there are, and labels as their indices. */
import { MetricError } from './errors.js';
import type { ClassInput, Label } from './labels.js';

/** Vectors of labels, each as indices into the classes that occur in any of them. */
export interface Encoded<Codes> {
  /** Sorted: numbers by value, names as text. */
  readonly classes: Label[];
  readonly codes: Codes;
}

/** @throws MetricError when some are numbers and some are names. */
export function encode(metric: string, input: ClassInput): Encoded<Int32Array>;
export function encode(
  metric: string,
  input: ClassInput,
  other: ClassInput,
): Encoded<[Int32Array, Int32Array]>;
export function encode(
  metric: string,
  input: ClassInput,
  other?: ClassInput,
): Encoded<Int32Array | [Int32Array, Int32Array]> {
  if (other && input.kind !== other.kind) {
    throw new MetricError(metric, 'some labels are numbers and some are strings.');
  }
  const vectors: ArrayLike<Label>[] = other ? [input.values, other.values] : [input.values];
  const { classes, codeOf } =
    input.kind === 'numbers' && (!other || other.kind === 'numbers')
      ? numericClasses(other ? [input.values, other.values] : [input.values])
      : mappedClasses(vectors);
  const [codes, otherCodes] = vectors.map((values) => {
    const result = new Int32Array(values.length);
    for (let i = 0; i < result.length; i++) result[i] = codeOf(values[i]);
    return result;
  });
  return { classes, codes: other ? [codes, otherCodes] : codes };
}

interface Classes {
  readonly classes: Label[];
  readonly codeOf: (label: Label) => number;
}

/** Integers that lie close together are looked up in a table, much faster than in a map. */
function numericClasses(vectors: readonly ArrayLike<number>[]): Classes {
  let low = Infinity;
  let high = -Infinity;
  let samples = 0;
  for (const values of vectors) {
    samples += values.length;
    for (let i = 0; i < values.length; i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
  }
  if (high - low > Math.max(1024, 2 * samples)) return mappedClasses(vectors);
  const codes = new Int32Array(samples === 0 ? 0 : high - low + 1);
  for (const values of vectors) for (let i = 0; i < values.length; i++) codes[values[i] - low] = 1;
  const classes: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === 1) codes[i] = classes.push(i + low) - 1;
  }
  return { classes, codeOf: (label) => codes[Number(label) - low] };
}

function mappedClasses(vectors: readonly ArrayLike<Label>[]): Classes {
  const found = new Set<Label>();
  for (const values of vectors) for (let i = 0; i < values.length; i++) found.add(values[i]);
  const classes = [...found].sort(compare);
  const codes = indexOf(classes);
  return { classes, codeOf: (label) => codes.get(label) ?? -1 };
}

function compare(a: Label, b: Label): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** From a class to its index. */
export function indexOf(classes: readonly Label[]): Map<Label, number> {
  return new Map(classes.map((label, index) => [label, index]));
}

/** @throws MetricError unless the classes ascend, each once, and each that occurs is among them. */
export function checkAllClasses(
  metric: string,
  labels: readonly Label[],
  present: readonly Label[],
): void {
  if (labels.some((label, i) => i > 0 && compare(labels[i - 1], label) >= 0)) {
    throw new MetricError(metric, `labels [${labels}] must ascend, each once.`);
  }
  checkIncluded(metric, labels, present);
}

/** @throws MetricError when a class occurs that is not among the labels. */
export function checkIncluded(
  metric: string,
  labels: readonly Label[],
  present: readonly Label[],
): void {
  const missing = present.find((label) => !labels.includes(label));
  if (missing === undefined) return;
  throw new MetricError(
    metric,
    `class ${missing} is not in \`labels\`, which are [${labels}]. Pass all classes that occur.`,
  );
}

/** The classes sorted, each once. */
export const sortedClasses = (labels: readonly Label[]) => [...new Set(labels)].sort(compare);
