/** The fully connected layer. */
import {
  checkWhole,
  optionsByPlace,
  type Placed,
  ShapeError,
  sizeOf,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import { linear } from './functional/linear.js';
import { fans, kaimingUniform_, uniform_ } from './init.js';
import type { KIND, Kind } from './layer-kind.js';
import { leastSize, unlessLeftOut } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** Options of {@link Linear}. */
export interface LinearOptions {
  /** Whether to add a bias. Default true. */
  bias?: boolean;
}

/**
 * y = x W^T + b, for x `[..., inFeatures]`; y is `[..., outFeatures]`. PyTorch: `torch.nn.Linear`.
 * @throws OptionError when a size is not a whole number of 1 or more.
 */
export class Linear<In extends number = number, Out extends number = number> extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'Linear', ['features', In], ['features', Out]>;
  /** `[outFeatures, inFeatures]` */
  weight: Parameter;
  /** `[outFeatures]`; undefined where it was left out. */
  bias: Parameter;
  /** The size of the input's last dimension. */
  readonly inFeatures: number;
  /** The size of the output's last dimension. */
  readonly outFeatures: number;

  constructor(inFeatures: In, outFeatures: Out, ...given: Placed<LinearOptions, ['bias']>) {
    super();
    const options = optionsByPlace<LinearOptions>(new.target.name, given, ['bias']);
    const { bias } = withDefaults(new.target.name, options, { bias: true });
    this.inFeatures = checkWhole(new.target.name, 'inFeatures', inFeatures, leastSize(this));
    this.outFeatures = checkWhole(new.target.name, 'outFeatures', outFeatures, 1);
    this.weight = new Parameter(zeros([outFeatures, inFeatures]));
    this.bias = unlessLeftOut(bias, () => new Parameter(zeros([outFeatures])));
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does: weight, then bias. */
  resetParameters(): void {
    // A lazy layer draws when its first input comes.
    if (this.inFeatures === 0) return;
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const bound = 1 / Math.sqrt(fans(this.weight).fanIn);
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  /** @throws ShapeError when the last dimension is not `inFeatures`. */
  forward(x: Tensor): Tensor {
    if (x.shape[x.ndim - 1] !== this.inFeatures) {
      throw new ShapeError(
        'Linear',
        [x.shape],
        `Linear(${this.inFeatures}, ${this.outFeatures}) got an input of shape [${x.shape.join(', ')}].\n` +
          `  Its last dimension must be inFeatures = ${this.inFeatures}. ${this.#remedy(x)}`,
      );
    }
    return linear(x, this.weight, this.bias);
  }

  #remedy({ shape }: Tensor): string {
    const [batch, ...sizes] = shape;
    const all = sizeOf(sizes);
    if (sizes.length > 1 && all === this.inFeatures) {
      return `All ${sizes.length} dimensions behind the batch make that: flatten them first, by nn.Flatten or x.flatten(1).`;
    }
    if (sizes.length === 0 && batch !== this.inFeatures) {
      return 'A batch is [batch, inFeatures].';
    }
    return (
      `Either the layer before should give ${this.inFeatures} features or this one should take ` +
      `${shape[shape.length - 1]}.`
    );
  }

  override extraRepr(): string {
    const bias = this.bias ? 'True' : 'False';
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bias}`;
  }
}
