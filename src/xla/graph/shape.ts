/** Arithmetic on shapes: sizes, axes, broadcasting. A shape is an array of dimensions; a scalar's is []. */

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The integers from `start` to before `end`. */
export function range(start: number, end: number): number[] {
  const numbers: number[] = [];
  for (let i = start; i < end; i++) numbers.push(i);
  return numbers;
}

/** Axes as sorted indices from 0; none or undefined stands for all of them. */
export function normalizeAxes(axes: number | readonly number[] | null | undefined, rank: number) {
  if (axes === null || axes === undefined) return range(0, rank);
  const list = typeof axes === 'number' ? [axes] : axes;
  return list.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

/** The shape that two shapes broadcast to, by NumPy's rules. Incompatible shapes are tfjs's to report. */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 0; i < rank; i++) {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new Error(`Operands could not be broadcast together with shapes ${a} and ${b}.`);
    }
    shape[i] = left === 1 ? right : left;
  }
  return shape;
}

/** A shape without the given axes, or with ones in their place. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims = false): number[] {
  const reduced: number[] = [];
  shape.forEach((dimension, i) => {
    if (!axes.includes(i)) reduced.push(dimension);
    else if (keepDims) reduced.push(1);
  });
  return reduced;
}

/** The shape with one dimension replaced. */
export function withDimension(shape: Shape, axis: number, dimension: number): number[] {
  return shape.map((old, i) => (i === axis ? dimension : old));
}

/** The number at `index`; a bug in a shape rule otherwise. */
export function at(list: readonly number[], index: number): number {
  const value = list[index];
  if (value === undefined) throw new RangeError(`No element ${index} in [${list}].`);
  return value;
}
