/**
 * A line search that ends where the strong Wolfe conditions hold: the loss has fallen enough, and the slope is flat
 * enough. See Nocedal & Wright, Numerical Optimization, algorithms 3.5 and 3.6, with minFunc's cubic interpolation, as
 * PyTorch's `LBFGS` has it.
 */

/** The loss somewhere on the line, its gradient, and its slope along the line. */
export interface Point {
  readonly step: number;
  readonly loss: number;
  readonly gradient: Float32Array;
  readonly slope: number;
}

export interface LineSearchOptions {
  /** The size of the first step that is tried. */
  readonly step: number;
  /** The largest entry of the direction. */
  readonly longest: number;
  /** A smaller bracket than this is not searched any more. */
  readonly toleranceChange: number;
  readonly maxIterations: number;
}

const ENOUGH_FALL = 1e-4;
const FLAT_ENOUGH = 0.9;

/** @returns the point found, and how often the loss was computed */
export function strongWolfe(
  start: Point,
  evaluate: (step: number) => Point,
  { step, longest, toleranceChange, maxIterations }: LineSearchOptions,
): { found: Point; evaluations: number } {
  const isFlat = (point: Point) => Math.abs(point.slope) <= -FLAT_ENOUGH * start.slope;
  const fellTooLittle = (point: Point) =>
    point.loss > start.loss + ENOUGH_FALL * point.step * start.slope;

  let before = start;
  let point = evaluate(step);
  let evaluations = 1;
  let iterations = 0;
  let bracket: [Point, Point] | undefined;
  while (iterations < maxIterations) {
    if (fellTooLittle(point) || (iterations > 1 && point.loss >= before.loss)) {
      bracket = [before, point];
      break;
    }
    if (isFlat(point)) return { found: point, evaluations };
    if (point.slope >= 0) {
      bracket = [before, point];
      break;
    }
    const bounds = [point.step + 0.01 * (point.step - before.step), point.step * 10] as const;
    const next = cubicMinimum(before, point, bounds);
    before = point;
    point = evaluate(next);
    evaluations++;
    iterations++;
  }
  return zoom(bracket ?? [start, point], { isFlat, fellTooLittle });

  /** Makes the bracket smaller around a point that satisfies the conditions. */
  function zoom(
    ends: [Point, Point],
    conditions: Record<'isFlat' | 'fellTooLittle', (point: Point) => boolean>,
  ): { found: Point; evaluations: number } {
    let [low, high] = ordered(ends);
    let hadSlowStep = false;
    while (iterations < maxIterations) {
      const [left, right] = [low.step, high.step].sort((a, b) => a - b);
      if ((right - left) * longest < toleranceChange) break;
      let next = cubicMinimum(low, high, [left, right]);
      const margin = 0.1 * (right - left);
      const isNearEnd = Math.min(right - next, next - left) < margin;
      if (isNearEnd && (hadSlowStep || next >= right || next <= left)) {
        next = Math.abs(next - right) < Math.abs(next - left) ? right - margin : left + margin;
        hadSlowStep = false;
      } else hadSlowStep = isNearEnd;
      const tried = evaluate(next);
      evaluations++;
      iterations++;
      if (conditions.fellTooLittle(tried) || tried.loss >= low.loss) {
        [low, high] = ordered([low, tried]);
        continue;
      }
      if (conditions.isFlat(tried)) return { found: tried, evaluations };
      if (tried.slope * (high.step - low.step) >= 0) high = low;
      low = tried;
    }
    return { found: low, evaluations };
  }
}

/** The one with the lower loss first. */
const ordered = ([a, b]: [Point, Point]): [Point, Point] => (a.loss <= b.loss ? [a, b] : [b, a]);

/** Where the cubic through two points with these slopes is least, within bounds. */
function cubicMinimum(a: Point, b: Point, [least, most]: readonly [number, number]): number {
  const [left, right] = a.step <= b.step ? [a, b] : [b, a];
  const d1 = left.slope + right.slope - (3 * (left.loss - right.loss)) / (left.step - right.step);
  const square = d1 ** 2 - left.slope * right.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const d2 = Math.sqrt(square);
  const share = (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
  return Math.min(Math.max(right.step - (right.step - left.step) * share, least), most);
}
