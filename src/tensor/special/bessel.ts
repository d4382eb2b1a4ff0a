/** Modified Bessel functions of the first kind, of orders 0 and 1. Computed on the host, in float64; the shape stays. */
import { tensor } from '../creation.js';
import { hostOperation } from '../host-operation.js';
import { where } from '../joining.js';
import { cast, checkTensor } from '../operands.js';
import type { Tensor } from '../tensor.js';

/** From here on the asymptotic series is exact in float64, as far as float32 goes. */
const FAR = 25;

/** exp(-|x|) I(x), by the power series or the asymptotic one (Abramowitz and Stegun, 9.6.10 and 9.7.1). */
function scaled(order: 0 | 1, x: number): number {
  const size = Math.abs(x);
  const sign = order === 1 && x < 0 ? -1 : 1;
  if (!(size < FAR)) return sign * far(order, size);
  let term = order === 0 ? 1 : size / 2;
  let sum = term;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= size ** 2 / (4 * k * (k + order));
    sum += term;
  }
  return sign * sum * Math.exp(-size);
}

function far(order: 0 | 1, x: number): number {
  if (x === Infinity) return 0;
  let [term, sum] = [1, 1];
  for (let k = 1; k <= 12; k++) {
    term *= -(4 * order ** 2 - (2 * k - 1) ** 2) / (8 * k * x);
    sum += term;
  }
  return sum / Math.sqrt(2 * Math.PI * x);
}

type Derivative = (x: Tensor, value: Tensor) => Tensor;

function bessel(name: string, of: (x: number) => number, derivative: Derivative) {
  return (x: Tensor): Tensor => {
    checkTensor(`special.${name}`, x);
    const [result] = hostOperation({
      name: `special.${name}`,
      inputs: [cast(x, 'float32')],
      compute: () => [tensor(Float32Array.from(x.dataSync(), of), x.shape)],
      backward: ([dy], { inputs: [given], results: [value] }) => [dy.mul(derivative(given, value))],
    });
    return result;
  };
}

/** value / x, which at 0 is 1/2. */
function overX(value: Tensor, x: Tensor): Tensor {
  const isZero = x.eq(0);
  return where(isZero, 0.5, value.div(where(isZero, 1, x)));
}

/** I0(x). The shape stays. PyTorch: `torch.special.i0`. */
export const i0 = bessel(
  'i0',
  (x) => scaled(0, x) * Math.exp(Math.abs(x)),
  (x) => i1(x),
);
/** I1(x). The shape stays. PyTorch: `torch.special.i1`. */
export const i1: (x: Tensor) => Tensor = bessel(
  'i1',
  (x) => scaled(1, x) * Math.exp(Math.abs(x)),
  (x, value) => i0(x).sub(overX(value, x)),
);
/** exp(-|x|) I0(x), which overflows nowhere. The shape stays. PyTorch: `torch.special.i0e`. */
export const i0e = bessel(
  'i0e',
  (x) => scaled(0, x),
  (x, value) => i1e(x).sub(x.sign().mul(value)),
);
/** exp(-|x|) I1(x), which overflows nowhere. The shape stays. PyTorch: `torch.special.i1e`. */
export const i1e: (x: Tensor) => Tensor = bessel(
  'i1e',
  (x) => scaled(1, x),
  (x, value) => i0e(x).sub(x.sign().mul(value)).sub(overX(value, x)),
);
