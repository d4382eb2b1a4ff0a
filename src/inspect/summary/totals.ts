/** What a summary says of a model as a whole. */
import { sumOfLeaves } from './columns.js';
import type { Layer } from './layer.js';

/** What a summary says of a model as a whole. */
export interface Totals {
  /** Each parameter once, also where layers share it. */
  readonly totalParams: number;
  /** How many of them are learnt. */
  readonly trainableParams: number;
  /** Products of numbers by torchinfo's rule, which counts each weight of a linear layer once for a sample. */
  readonly totalMultAdds: number;
  /** Floating-point operations of all products and convolutions that were run. */
  readonly totalFlops: number;
  /** Bytes of the inputs. */
  readonly inputBytes: number;
  /** Bytes of the results of layers with parameters, twice: for the way back too. */
  readonly outputBytes: number;
  /** Bytes of the parameters. */
  readonly paramBytes: number;
  /** Bytes of inputs, results and parameters. */
  readonly totalBytes: number;
}

export function totalsOf(layers: readonly Layer[], inputBytes: number): Totals {
  const [model] = layers;
  // Of the model, not summed over its layers, which may share some.
  const { numParams: totalParams = 0, trainableParams = 0, flops: totalFlops = 0 } = model ?? {};
  const outputBytes = layers.reduce(
    (bytes, layer) => bytes + (layer.isLeaf && layer.numParams > 0 ? 2 * layer.outputBytes : 0),
    0,
  );
  const paramBytes = totalParams * 4;
  return {
    totalParams,
    trainableParams,
    totalMultAdds: sumOfLeaves(layers),
    totalFlops,
    inputBytes,
    outputBytes,
    paramBytes,
    totalBytes: inputBytes + outputBytes + paramBytes,
  };
}
