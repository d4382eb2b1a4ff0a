/** Functions of one tensor, element by element. */
import { defineMethods } from '../define.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    neg(): Tensor;
    abs(): Tensor;
    sign(): Tensor;
    square(): Tensor;
    floor(): Tensor;
    ceil(): Tensor;
    /** To the nearest integer, halves to the even one. */
    round(): Tensor;
    sqrt(): Tensor;
    rsqrt(): Tensor;
    reciprocal(): Tensor;
    exp(): Tensor;
    expm1(): Tensor;
    log(): Tensor;
    log1p(): Tensor;
    sin(): Tensor;
    cos(): Tensor;
    tan(): Tensor;
    tanh(): Tensor;
    sigmoid(): Tensor;
    erf(): Tensor;
    relu(): Tensor;
    /** log(1 + exp(x)). PyTorch: `torch.nn.functional.softplus`. */
    softplus(): Tensor;
    isnan(): Tensor;
    isinf(): Tensor;
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

/** Has real results: integers are converted first. */
const real = (kernel: string, operation: string) =>
  function (this: Tensor): Tensor {
    return asOneOperation(() => runKernel(kernel, operation, { x: cast(this, 'float32') }));
  };

defineMethods({
  neg: plain('Neg', 'neg'),
  abs: plain('Abs', 'abs'),
  sign: plain('Sign', 'sign'),
  square: plain('Square', 'pow'),
  floor: plain('Floor', 'floor'),
  ceil: plain('Ceil', 'ceil'),
  round: plain('Round', 'round'),
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
