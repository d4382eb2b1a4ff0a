/** Tensors made from attributes alone. */
import type { FillAttrs, LinSpaceAttrs, OneHotAttrs, RangeAttrs } from '@tensorflow/tfjs-core';
import { elementType, isDeviceDataType } from '../graph/element-type.js';
import { apply, NONE, type Op } from '../graph/node.js';
import { sizeOf } from '../graph/shape.js';
import { fill, type KernelTable, operation } from './kernel.js';

const rangeOp: Op<{ start: number; step: number }> = {
  name: 'range',
  lower: (hlo, _inputs, { start, step }, { type, shape }) =>
    hlo.add(hlo.multiply(hlo.iota(type, shape, 0), step), start),
};

const oneHotOp: Op<{ onValue: number; offValue: number }> = {
  name: 'oneHot',
  lower: (hlo, [indices], { onValue, offValue }, { type, shape }) => {
    const classes = hlo.iota('i32', shape, shape.length - 1);
    const wide = hlo.broadcastAlong(
      indices,
      shape,
      indices.shape.map((_, i) => i),
    );
    const off = hlo.constant(offValue, type, shape);
    return hlo.select(hlo.compare('EQ', wide, classes), onValue, off);
  },
};

const diagOp = operation('diag', (hlo, [x], { shape }) => {
  const size = x.shape[0];
  const square = [size, size];
  const equal = hlo.compare('EQ', hlo.iota('i32', square, 0), hlo.iota('i32', square, 1));
  return hlo.reshape(hlo.select(equal, hlo.broadcastTo(x, square), 0), shape);
});

export const creationKernels: KernelTable = {
  Fill: (_inputs, { shape, value, dtype }: FillAttrs) => {
    const type = dtype ?? 'float32';
    if (typeof value === 'string' || !isDeviceDataType(type)) {
      throw new Error(`Cannot fill a tensor of ${type} on this device.`);
    }
    return fill(value, elementType(type), shape);
  },
  ZerosLike: ({ x }) => fill(0, x.type, x.shape),
  OnesLike: ({ x }) => fill(1, x.type, x.shape),
  Range: (_inputs, { start, stop, step, dtype }: RangeAttrs) => {
    const type = dtype === 'int32' ? 'i32' : 'f32';
    const empty = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
    if (empty) return fill(0, type, [0]);
    const direction = stop < start && step === 1 ? -1 : step;
    const length = Math.abs(Math.ceil((stop - start) / direction));
    return apply(rangeOp, [], { start, step: direction }, type, [length]);
  },
  LinSpace: (_inputs, { start, stop, num }: LinSpaceAttrs) =>
    num === 1
      ? fill(start, 'f32', [1])
      : apply(rangeOp, [], { start, step: (stop - start) / (num - 1) }, 'f32', [num]),
  OneHot: ({ indices }, { dtype, depth, onValue, offValue }: OneHotAttrs) => {
    const type = isDeviceDataType(dtype) ? elementType(dtype) : 'f32';
    return apply(oneHotOp, [indices], { onValue, offValue }, type, [...indices.shape, depth]);
  },
  Diag: ({ x }) => {
    const flat = apply(flatten, [x], NONE, x.type, [sizeOf(x.shape)]);
    return apply(diagOp, [flat], NONE, x.type, [...x.shape, ...x.shape]);
  },
};
const flatten = operation('reshape', (hlo, [x], { shape }) => hlo.reshape(x, shape));
