/** What a summary says of a model as a whole. */
import { sumOfLeaves } from './columns.js';
import type { Layer } from './layer.js';

/** What a summary says of a model as a whole. */
export interface Totals {
  /** How many numbers the parameters have. */
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
  const first = layers.filter(({ isRecursive }) => !isRecursive);
  const sum = (count: (layer: Layer) => number) =>
    first.reduce((total, layer) => total + Math.max(count(layer), 0), 0);
  const totalParams = sum((layer) => (layer.isLeaf ? layer.numParams : layer.ownParams));
  const outputBytes = layers.reduce(
    (bytes, layer) => bytes + (layer.isLeaf && layer.numParams > 0 ? 2 * layer.outputBytes : 0),
    0,
  );
  const paramBytes = totalParams * 4;
  return {
    totalParams,
    trainableParams: sum((layer) =>
      layer.isLeaf ? layer.trainableParams : layer.ownTrainableParams,
    ),
    totalMultAdds: sumOfLeaves(layers),
    totalFlops: layers[0]?.flops ?? 0,
    inputBytes,
    outputBytes,
    paramBytes,
    totalBytes: inputBytes + outputBytes + paramBytes,
  };
}
