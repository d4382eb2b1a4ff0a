/** The activations that TensorFlow.js fuses into products and convolutions. */
import type { Value } from '../graph/emitter.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { preluOf } from './binary.js';
import { elu, relu6 } from './unary.js';

export interface Activation {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/** Adds the bias if there is one, then activates. @param slope the weights of `prelu` */
export function activate(
  hlo: StableHlo,
  x: Value,
  { activation = 'linear', leakyreluAlpha = 0.2 }: Activation,
  slope: Value | undefined,
): Value {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return hlo.maximum(x, 0);
    case 'relu6':
      return relu6(hlo, x);
    case 'elu':
      return elu(hlo, x);
    case 'sigmoid':
      return hlo.unary('logistic', x);
    case 'prelu':
      return slope ? preluOf(hlo, x, slope) : x;
    case 'leakyrelu':
      return hlo.select(hlo.compare('LT', x, 0), hlo.multiply(x, leakyreluAlpha), x);
    default:
      throw new Error(`Activation ${activation} is not known to the xla backend.`);
  }
}

/** The optional inputs of a fused kernel, in a fixed order, and which of them there are. */
export function epilogue<T>(bias: T | undefined, slope: T | undefined) {
  return {
    inputs: [bias, slope].filter((input) => input !== undefined && input !== null) as T[],
    hasBias: bias !== undefined && bias !== null,
  };
}
