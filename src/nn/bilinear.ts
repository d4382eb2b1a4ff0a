/** The bilinear layer. */
import {
  asOneOperation,
  checkWhole,
  ShapeError,
  type Sole,
  soleOption,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import { uniform_ } from './init.js';
import { showBool, unlessLeftOut } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** x1 A x2 + b for x1 `[..., in1]`, x2 `[..., in2]` and A `[out, in1, in2]`. PyTorch: `bilinear`. */
export function bilinear(
  x1: Tensor,
  x2: Tensor,
  weight: Tensor,
  given?: Sole<'bias', Tensor>,
): Tensor {
  const bias = soleOption('bilinear', 'bias', given, undefined);
  return asOneOperation(() => {
    const [out, in1, in2] = weight.shape;
    const lead = x1.shape.slice(0, -1);
    if (`${[...lead, in1]}` !== `${x1.shape}` || `${[...lead, in2]}` !== `${x2.shape}`) {
      const show = ({ shape }: Tensor) => `[${shape.join(', ')}]`;
      throw new ShapeError(
        'bilinear',
        [x1.shape, x2.shape, weight.shape],
        `bilinear got inputs of shapes ${show(x1)} and ${show(x2)}.\n  They must be alike up to their last ` +
          `dimensions, which must be ${in1} and ${in2}.`,
      );
    }
    const mixed = x1.matmul(weight.permute([1, 0, 2]).reshape([in1, out * in2]));
    const products = mixed.unflatten(-1, [out, in2]).mul(x2.unsqueeze(-2)).sum(-1);
    return bias ? products.add(bias) : products;
  });
}

/** y = x1 A x2 + b, `[..., outFeatures]`. PyTorch: `torch.nn.Bilinear`. */
export class Bilinear extends Module<[Tensor, Tensor]> {
  /** `[outFeatures, in1Features, in2Features]` */
  weight: Parameter;
  /** `[outFeatures]`; undefined where it was left out. */
  bias: Parameter;

  constructor(
    /** The size of the first input's last dimension. */
    readonly in1Features: number,
    /** The size of the second input's last dimension. */
    readonly in2Features: number,
    /** The size of the output's last dimension. */
    readonly outFeatures: number,
    options: { bias?: boolean } = {},
  ) {
    super();
    const { bias } = withDefaults('Bilinear', options, { bias: true });
    for (const [name, value] of Object.entries({ in1Features, in2Features, outFeatures })) {
      checkWhole('Bilinear', name, value, 1);
    }
    this.weight = new Parameter(zeros([outFeatures, in1Features, in2Features]));
    this.bias = unlessLeftOut(bias, () => new Parameter(zeros([outFeatures])));
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does: weight, then bias. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }

  override extraRepr(): string {
    return (
      `in1_features=${this.in1Features}, in2_features=${this.in2Features}, ` +
      `out_features=${this.outFeatures}, bias=${showBool(this.bias !== undefined)}`
    );
  }
}
