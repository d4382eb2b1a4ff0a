/** Operations that change a tensor itself; their names end in `_`. */

import * as tf from '@tensorflow/tfjs-core';
import { isGradEnabled } from '../autograd/grad-mode.js';
import { defineMethods } from '../define.js';
import { promote } from '../dtype.js';
import { AutogradError, DtypeError, OptionError, ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor, type Operand } from '../operands.js';
import { besides } from '../placement.js';
import { show } from '../shapes.js';
import { Tensor } from '../tensor.js';
import type { AlphaOptions, Bounds, DivisionOptions } from './arithmetic.js';

declare module '../tensor.js' {
  interface Tensor {
    /** `add` in place; `other` broadcasts to this shape. */
    add_(other: Operand, options?: AlphaOptions): this;
    /** `sub` in place; `other` broadcasts to this shape. */
    sub_(other: Operand, options?: AlphaOptions): this;
    /** `mul` in place; `other` broadcasts to this shape. */
    mul_(other: Operand): this;
    /** `div` in place; `other` broadcasts to this shape. */
    div_(other: Operand, options?: DivisionOptions): this;
    /** `clamp` in place. */
    clamp_(min?: number | Bounds, max?: number): this;
    /** Takes the values of another tensor, which broadcasts. */
    copy_(source: Tensor): this;
    /** Fills with one value. */
    fill_(value: number): this;
    /** Fills with zeros. */
    zero_(): this;
  }
}

/**
 * Gives `target` the value of what `compute` makes of it, and its past. Where gradients are remembered, `compute` gets a
 * stand-in with the value before: what the way back needs must not change with the target.
 * @param keepsShape whether a result of another shape is an error
 */
export function change<T extends Tensor>(
  target: T,
  operation: string,
  compute: (before: Tensor) => Tensor,
  { keepsShape = true } = {},
): T {
  if (target.isLeaf && target.requiresGrad && isGradEnabled()) {
    throw new AutogradError(
      'leaf in place',
      `${operation}: this tensor is a leaf that requires a gradient, so it can't be changed in place. ` +
        `Wrap the change: noGrad(() => x.${operation}(...)).`,
    );
  }
  const before = isGradEnabled() ? standIn(target) : target;
  const result = asOneOperation(() => {
    const made = compute(before);
    // Truth values fit into numbers, whole numbers into real ones.
    return promote(made.dtype, target.dtype) === target.dtype ? cast(made, target.dtype) : made;
  });
  if (keepsShape && `${result.shape}` !== `${target.shape}`) {
    throw new ShapeError(
      operation,
      [target.shape, result.shape],
      `${operation}: the result has shape ${show(result.shape)}, which doesn't fit into ` +
        `${show(target.shape)}.`,
    );
  }
  if (result.dtype !== target.dtype) {
    throw new DtypeError(
      operation,
      `a ${result.dtype} result can't be put into a ${target.dtype} tensor.`,
    );
  }
  target.gradFn = result.gradFn ?? (isGradEnabled() ? undefined : target.gradFn);
  // The result may be an operand itself, or saved for the way back: those keep their own.
  const isNeeded = result.gradFn || result.storage.isPinned || result === before;
  const value = isNeeded ? tf.clone(result.tf) : result.storage.take();
  target.storage.replace(value);
  if (before !== target && !result.gradFn) before.storage.release('disposed');
  return target;
}

function standIn(target: Tensor): Tensor {
  const before = Tensor.fromTfjs(tf.clone(target.tf), 'in place');
  before.gradFn = target.gradFn;
  return before;
}

const made = (value: tf.Tensor, operation: string) => Tensor.fromTfjs(value, operation);

defineMethods({
  add_(other, options) {
    return change(this, 'add_', (x) => x.add(other, options));
  },
  sub_(other, options) {
    return change(this, 'sub_', (x) => x.sub(other, options));
  },
  mul_(other) {
    return change(this, 'mul_', (x) => x.mul(other));
  },
  div_(other, options) {
    return change(this, 'div_', (x) => x.div(other, options));
  },
  clamp_(min, max) {
    return change(this, 'clamp_', (x) => x.clamp(min, max));
  },
  copy_(source) {
    checkTensor('copy_', source, 'the source');
    return change(this, 'copy_', () =>
      cast(besides(this, source), this.dtype).expand(this.shape).clone(),
    );
  },
  fill_(value) {
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new OptionError('fill_', 'value', value, 'a number');
    }
    const filling = this.dtype === 'bool' ? Number(Boolean(value)) : value;
    return change(this, 'fill_', () =>
      made(tf.fill([...this.shape], filling, this.dtype), 'fill_'),
    );
  },
  zero_() {
    return this.fill_(0);
  },
});
