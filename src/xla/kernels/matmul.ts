/** Matrix products. */
import { type _FusedMatMulAttrs, type BatchMatMulAttrs, util } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Node, type Op } from '../graph/node.js';
import { broadcastShapes, range } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { type Activation, activate, epilogue } from './activation.js';
import type { KernelTable } from './kernel.js';

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** `[..., m, k] x [..., k, n]`, the leading axes broadcast; a transposed side has its last two axes swapped. */
function product(
  hlo: StableHlo,
  a: Value,
  b: Value,
  { transposeA, transposeB }: Transposes,
): Value {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = hlo.broadcastTo(a, [...batch, ...a.shape.slice(-2)]);
  const right = hlo.broadcastTo(b, [...batch, ...b.shape.slice(-2)]);
  const rank = batch.length;
  const axes = range(0, rank);
  return hlo.dot(left, right, {
    batch: [axes, axes],
    contract: [[transposeA ? rank : rank + 1], [transposeB ? rank + 1 : rank]],
  });
}

/** @throws when the sides are no matrices or don't fit. */
function productShape(a: Node, b: Node, { transposeA, transposeB }: Transposes): number[] {
  util.assert(
    a.shape.length >= 2 && b.shape.length >= 2,
    () => `matMul takes tensors of rank 2 or more, got [${a.shape}] and [${b.shape}].`,
  );
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [rows = 0, inner = 0] = a.shape.slice(-2);
  const [innerB = 0, columns = 0] = b.shape.slice(-2);
  util.assert(
    (transposeA ? rows : inner) === (transposeB ? columns : innerB),
    () =>
      `matMul: the inner sizes of [${a.shape}] and [${b.shape}] differ, with transposeA=${transposeA} ` +
      `and transposeB=${transposeB}.`,
  );
  return [...batch, transposeA ? inner : rows, transposeB ? innerB : columns];
}

const matMul: Op<Transposes> = {
  name: 'matMul',
  lower: (hlo, [a, b], attrs) => product(hlo, a, b, attrs),
};

const fusedMatMul: Op<Transposes & Activation & { hasBias: boolean }> = {
  name: 'fusedMatMul',
  lower: (hlo, [a, b, ...rest], attrs, { shape }) => {
    const bias = attrs.hasBias ? rest.shift() : undefined;
    const sum = product(hlo, a, b, attrs);
    const biased = bias ? hlo.add(sum, hlo.broadcastTo(bias, shape)) : sum;
    return activate(hlo, biased, attrs, rest[0]);
  },
};

export const matmulKernels: KernelTable = {
  BatchMatMul: ({ a, b }, { transposeA, transposeB }: BatchMatMulAttrs) => {
    const attrs = { transposeA, transposeB };
    return apply(matMul, [a, b], attrs, a.type, productShape(a, b, attrs));
  },
  _FusedMatMul: ({ a, b, bias, preluActivationWeights }, attrs: _FusedMatMulAttrs) => {
    const { transposeA, transposeB, activation, leakyreluAlpha } = attrs;
    const { inputs, hasBias } = epilogue<Node>(bias, preluActivationWeights);
    return apply(
      fusedMatMul,
      [a, b, ...inputs],
      { transposeA, transposeB, activation, leakyreluAlpha, hasBias },
      a.type,
      productShape(a, b, attrs),
    );
  },
};
