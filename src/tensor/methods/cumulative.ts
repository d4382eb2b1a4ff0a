/** Running sums and products, and differences. */
import { tensor, zeros } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { ShapeError } from '../errors.js';
import { cat, stack, where } from '../joining.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import { checkWhole, withDefaults } from '../options.js';
import { wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { type AlongDim, type Extremes, extremes, type OfDim } from './reduction.js';

/** Options of {@link Tensor.diff}. */
export interface DiffOptions {
  /** What stands before the first elements along the dimension. */
  prepend?: Tensor;
  /** What stands behind the last elements along the dimension. */
  append?: Tensor;
}

declare module '../tensor.js' {
  interface Tensor {
    /** The sum of each element and those before it. */
    cumsum(dim: number | ByName<OfDim>): Tensor;
    /** The product of each element and those before it. */
    cumprod(dim: number | ByName<OfDim>): Tensor;
    /** The greatest of each element and those before it, and where it is: the last of equal ones. */
    cummax(dim: number | ByName<OfDim>): Extremes;
    /** The least of each element and those before it, and where it is: the last of equal ones. */
    cummin(dim: number | ByName<OfDim>): Extremes;
    /** log(cumsum(exp(x))), shifted by the greatest element so that it doesn't overflow. */
    logcumsumexp(dim: number | ByName<OfDim>): Tensor;
    /** Each element less the one before it; `n` times. @throws ShapeError for a number alone. */
    diff(
      n?: number | ByName<AlongDim & { n?: number } & DiffOptions>,
      dim?: number,
      options?: DiffOptions,
    ): Tensor;
  }
}

/** The extreme so far, part by part; NaN is one that no other follows. */
function cumulative(x: Tensor, name: 'cummax' | 'cummin', dim: number): Extremes {
  const axis = wrapDim(name, dim, x.ndim);
  if (x.ndim === 0) return extremes(x.clone(), tensor(0, [], 'int32'));
  const indices = asOneOperation(() => {
    const [first, ...parts] = x.detach().unbind(axis);
    const places: Tensor[] = [zeros(first.shape, 'int32')];
    let best = first;
    parts.forEach((part, i) => {
      const wins = name === 'cummax' ? part.ge(best) : part.le(best);
      const isNext = x.dtype === 'float32' ? wins.logicalOr(part.isnan()) : wins;
      best = where(isNext, part, best);
      places.push(where(isNext, i + 1, places[i]));
    });
    return stack(places, axis).int();
  });
  return extremes(x.gather(axis, indices), indices);
}

defineMethods({
  cummax(dim) {
    return cumulative(this, 'cummax', dim);
  },
  cummin(dim) {
    return cumulative(this, 'cummin', dim);
  },
  cumsum(dim) {
    const axis = wrapDim('cumsum', dim, this.ndim);
    return asOneOperation(() => {
      const x = this.dtype === 'bool' ? cast(this, 'int32') : this;
      if (x.ndim === 0) return x.clone();
      return runKernel('Cumsum', 'cumsum', { x }, { axis, exclusive: false, reverse: false });
    });
  },
  cumprod(dim) {
    // One by one: the gradient of a product that divides by what may be 0 would be wrong.
    const axis = wrapDim('cumprod', dim, this.ndim);
    return asOneOperation(() => {
      const x = this.dtype === 'bool' ? cast(this, 'int32') : this;
      if (x.ndim === 0 || x.shape[axis] === 0) return x.clone();
      const products: Tensor[] = [];
      for (const part of x.unbind(axis)) products.push(products.at(-1)?.mul(part) ?? part);
      return stack(products, axis);
    });
  },
  logcumsumexp(dim) {
    return asOneOperation(() => {
      const most = this.detach().amax(dim, { keepdim: true });
      return this.sub(most).exp().cumsum(dim).log().add(most);
    });
  },
  diff(n = 1, dim = -1, options = {}) {
    const { prepend, append } = withDefaults('diff', options, {
      prepend: undefined,
      append: undefined,
    });
    checkWhole('diff', 'n', n, 0);
    if (this.ndim === 0) {
      throw new ShapeError(
        'diff',
        [this.shape],
        'diff: one number has no neighbour; its shape is [].',
      );
    }
    const axis = wrapDim('diff', dim, this.ndim);
    if (n === 0) return this.clone();
    return asOneOperation(() => {
      const parts = [prepend, this, append].filter((part) => part !== undefined);
      let result: Tensor = parts.length > 1 ? cat(parts, axis) : this;
      for (let i = 0; i < n; i++) {
        const last = Math.max(0, result.shape[axis] - 1);
        if (last === 0) return result.narrow(axis, 0, 0);
        const [later, earlier] = [result.narrow(axis, 1, last), result.narrow(axis, 0, last)];
        result = result.dtype === 'bool' ? later.ne(earlier) : later.sub(earlier);
      }
      return result;
    });
  },
});
