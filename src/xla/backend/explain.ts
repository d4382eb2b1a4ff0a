/** The program that a function would run, without running it. */
import { clone, dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { bytesPerElement } from '../graph/element-type.js';
import { linearize } from '../graph/linearize.js';
import { lower } from '../graph/lower.js';
import type { TensorType } from '../graph/node.js';
import { sizeOf } from '../graph/shape.js';
import type { XlaBackend } from './backend.js';

/** What {@link explain} gives: a program before it runs. */
export interface Explanation {
  /** The program as StableHLO. */
  readonly program: string;
  /** Its operations, as TensorFlow.js's kernels made them. */
  readonly operations: number;
  /** Floating-point operations of its matrix products: two for each product of two numbers. */
  readonly flops: number;
  /** Bytes of the tensors that it reads, and of those that it gives. */
  readonly inputBytes: number;
  /** Bytes that the results take. */
  readonly outputBytes: number;
}

/** @throws CaptureError when `run` reads a value. */
export function explainOn(backend: XlaBackend, run: () => Tensor | readonly Tensor[]): Explanation {
  const { executor } = backend;
  return executor.record(() => {
    // Copies, for what is given back may be a tensor of the caller's.
    const results = tidy(() => [run()].flat().map((tensor) => clone(tensor)));
    const outputs = results.map((tensor) => backend.nodeOf(tensor));
    const linear = linearize(outputs, () => false);
    const inputs = linear.leaves.filter(({ content }) => content.kind === 'buffer');
    const args = inputs.map(({ position }) => position);
    const { text: program } = lower(linear, executor.compiler.platform, args, new Map());
    dispose(results);
    return {
      program,
      operations: linear.ops.length,
      flops: productFlops(program),
      inputBytes: bytesOf(inputs),
      outputBytes: bytesOf(outputs),
    };
  });
}

function bytesOf(tensors: readonly TensorType[]): number {
  return tensors.reduce((sum, { type, shape }) => sum + sizeOf(shape) * bytesPerElement(type), 0);
}

const PRODUCT =
  /dot_general .*contracting_dims = \[([\d, ]*)\] x .* : \(tensor<([\dx]*)x.*-> tensor<([\dx]*)x/;

function productFlops(program: string): number {
  return program.split('\n').reduce((sum, line) => {
    const [, axes, left, result] = PRODUCT.exec(line) ?? [];
    if (axes === undefined || left === undefined || result === undefined) return sum;
    const sizes = left.split('x').map(Number);
    const contracted = axes.split(',').map((axis) => sizes[Number(axis)] ?? 1);
    return sum + 2 * sizeOf(result.split('x').map(Number)) * sizeOf(contracted);
  }, 0);
}
