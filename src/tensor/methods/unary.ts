/** Functions of one tensor, element by element. */
import { defineMethods } from '../define.js';
import { OptionError } from '../errors.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import { type Sole, soleOption } from '../options.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** -x */
    neg(): Tensor;
    /** The size of each element. PyTorch: `torch.abs`. */
    abs(): Tensor;
    /** -1, 0 or 1. */
    sign(): Tensor;
    /** x * x */
    square(): Tensor;
    /** Down to the next whole number. */
    floor(): Tensor;
    /** Up to the next whole number. */
    ceil(): Tensor;
    /** To the nearest integer, or to so many decimals; halves to the even one. */
    round(decimals?: Sole<'decimals', number>): Tensor;
    /** The square root. */
    sqrt(): Tensor;
    /** 1 / sqrt(x) */
    rsqrt(): Tensor;
    /** 1 / x */
    reciprocal(): Tensor;
    /** e to the power of each element. */
    exp(): Tensor;
    /** exp(x) - 1, exact also for small x. */
    expm1(): Tensor;
    /** The natural logarithm. */
    log(): Tensor;
    /** log(1 + x), exact also for small x. */
    log1p(): Tensor;
    /** The sine of an angle in radians. */
    sin(): Tensor;
    /** The cosine of an angle in radians. */
    cos(): Tensor;
    /** The tangent of an angle in radians. */
    tan(): Tensor;
    /** The hyperbolic tangent. */
    tanh(): Tensor;
    /** 1 / (1 + exp(-x)) */
    sigmoid(): Tensor;
    /** The error function. */
    erf(): Tensor;
    /** max(x, 0) */
    relu(): Tensor;
    /** log(1 + exp(x)). PyTorch: `torch.nn.functional.softplus`. */
    softplus(): Tensor;
    /** Where there is no number; bool. */
    isnan(): Tensor;
    /** Where the number is infinite; bool. */
    isinf(): Tensor;
    /** Where the number is neither infinite nor NaN; bool. */
    isfinite(): Tensor;
  }
}

/** Keeps integers; truth values become integers. */
const plain = (kernel: string, operation: string) =>
  function (this: Tensor): Tensor {
    return asOneOperation(() =>
      runKernel(kernel, operation, { x: this.dtype === 'bool' ? cast(this, 'int32') : this }),
    );
  };

/** A method that has real results: integers are converted first. */
export const real = (kernel: string, operation: string) =>
  function (this: Tensor): Tensor {
    return asOneOperation(() => runKernel(kernel, operation, { x: cast(this, 'float32') }));
  };

const rounded = plain('Round', 'round');

defineMethods({
  neg: plain('Neg', 'neg'),
  abs: plain('Abs', 'abs'),
  sign() {
    return this.dtype === 'bool'
      ? this.clone()
      : asOneOperation(() => runKernel('Sign', 'sign', { x: this }));
  },
  square: plain('Square', 'pow'),
  floor: plain('Floor', 'floor'),
  ceil: plain('Ceil', 'ceil'),
  round(given) {
    const decimals = soleOption('round', 'decimals', given, 0);
    if (!Number.isInteger(decimals)) {
      throw new OptionError('round', 'decimals', decimals, 'a whole number, as 2');
    }
    if (decimals === 0 || this.dtype !== 'float32') return rounded.call(this);
    const scale = 10 ** Math.abs(decimals);
    return asOneOperation(() =>
      decimals > 0 ? this.mul(scale).round().div(scale) : this.div(scale).round().mul(scale),
    );
  },
  relu: plain('Relu', 'relu'),
  sqrt: real('Sqrt', 'sqrt'),
  rsqrt: real('Rsqrt', 'rsqrt'),
  reciprocal: real('Reciprocal', 'reciprocal'),
  exp: real('Exp', 'exp'),
  expm1: real('Expm1', 'expm1'),
  log: real('Log', 'log'),
  log1p: real('Log1p', 'log1p'),
  sin: real('Sin', 'sin'),
  cos: real('Cos', 'cos'),
  tan: real('Tan', 'tan'),
  tanh: real('Tanh', 'tanh'),
  sigmoid: real('Sigmoid', 'sigmoid'),
  erf: real('Erf', 'erf'),
  softplus: real('Softplus', 'softplus'),
  isnan: real('IsNan', 'isnan'),
  isinf: real('IsInf', 'isinf'),
  isfinite: real('IsFinite', 'isfinite'),
});
