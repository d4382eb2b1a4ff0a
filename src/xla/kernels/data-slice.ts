/**
 * Slices of data that lie on the device. Where they start is an input of the program, not a part of it: `x.at(i)` for
 * every i, as in a dataset's `get`, is one program.
 */
import { apply, Node, type Op } from '../graph/node.js';

/** The first of the axes is that of the second input, and so on: where the slice starts. Others are whole. */
const dataSliceOp: Op<{ axes: readonly number[]; sizes: readonly number[] }> = {
  name: 'dataSlice',
  lower: (hlo, [x, ...given], { axes, sizes }) => {
    const starts = x.shape.map((_, axis) =>
      axes.includes(axis) ? given[axes.indexOf(axis)] : hlo.constant(0, 'i32'),
    );
    return hlo.dynamicSlice(x, starts, sizes);
  },
};

/** How the signatures begin of what only looks at data in another way: reshapes, and slices of this file. */
const VIEWS = ['reshape:', 'dataSlice{'];

/** Whether the elements lie on the device already, and nothing has to be computed to get them. */
export function isData({ content }: Node): boolean {
  if (content.kind !== 'op') return content.kind === 'buffer';
  const isView = VIEWS.some((view) => content.signature.startsWith(view));
  return isView && isData(content.inputs[0]);
}

/** @param starts within bounds, since XLA would move a slice that isn't */
export function dataSlice(x: Node, starts: readonly number[], sizes: readonly number[]): Node {
  const axes = sizes.flatMap((size, axis) => (size < x.shape[axis] ? [axis] : []));
  const given = axes.map((axis) => new Node({ kind: 'literal', value: starts[axis] }, 'i32', []));
  return apply(dataSliceOp, [x, ...given], { axes, sizes }, x.type, sizes);
}
