/** MNASNet, found by search for what a telephone computes quickly. See Tan et al. 2018. */
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  init,
  Linear,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { OptionError, type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { byFanOut, drawWeights } from './draw-weights.js';
import { makeDivisible } from './make-divisible.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

/** The paper's 0.9997, as PyTorch counts. */
const MOMENTUM = 1 - 0.9997;

const norm = (channels: number) => new BatchNorm2d(channels, { momentum: MOMENTUM });
const across = (from: number, to: number) => new Conv2d(from, to, 1, { bias: false });

/** A convolution of each channel by itself. */
const each = (channels: number, kernelSize: number, stride: number) =>
  new Conv2d(channels, channels, kernelSize, {
    padding: Math.floor(kernelSize / 2),
    stride,
    groups: channels,
    bias: false,
  });

class InvertedResidual extends Module {
  readonly layers: Sequential;
  readonly #isResidual: boolean;

  constructor(from: number, to: number, kernelSize: number, stride: number, expansion: number) {
    super();
    const inner = from * expansion;
    this.#isResidual = from === to && stride === 1;
    this.layers = new Sequential(
      across(from, inner),
      norm(inner),
      new ReLU(),
      each(inner, kernelSize, stride),
      norm(inner),
      new ReLU(),
      across(inner, to),
      norm(to),
    );
  }

  forward(x: Tensor): Tensor {
    return this.#isResidual ? this.layers(x).add(x) : this.layers(x);
  }
}

/** Blocks, of which the first may make images smaller. */
function stack(
  [from, to]: readonly [number, number],
  kernelSize: number,
  stride: number,
  expansion: number,
  repeats: number,
): Sequential {
  const first = new InvertedResidual(from, to, kernelSize, stride, expansion);
  const others = Array.from(
    { length: repeats - 1 },
    () => new InvertedResidual(to, to, kernelSize, 1, expansion),
  );
  return new Sequential(first, ...others);
}

/** Options of {@link MNASNet}. */
export interface MNASNetOptions {
  /** Default 1000. */
  numClasses?: number;
  /** The probability that a number before the last layer is dropped. Default 0.2. */
  dropout?: number;
}

const OPTIONS = { numClasses: 1000, dropout: 0.2 };

export interface MNASNet {
  /** Dropout and the last layer. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/** Images `[batch, 3, height, width]` to `[batch, numClasses]`, by `layers` and `classifier`. PyTorch: `torchvision.models.MNASNet`. */
export class MNASNet extends Module {
  layers: Sequential;
  /** What the number of channels was multiplied with. */
  readonly alpha: number;

  /** @throws OptionError unless `alpha` is above 0. */
  constructor(alpha: number, options: MNASNetOptions = {}) {
    super();
    if (!(alpha > 0)) throw new OptionError('MNASNet', 'alpha', alpha, 'a number above 0');
    const { numClasses, dropout } = withDefaults('MNASNet', options, OPTIONS);
    this.alpha = alpha;
    const depths = [32, 16, 24, 40, 80, 96, 192, 320].map((depth) =>
      makeDivisible(depth * alpha, 8),
    );
    const between = (i: number) => [depths[i], depths[i + 1]] as const;
    this.layers = new Sequential(
      new Conv2d(3, depths[0], 3, { padding: 1, stride: 2, bias: false }),
      norm(depths[0]),
      new ReLU(),
      each(depths[0], 3, 1),
      norm(depths[0]),
      new ReLU(),
      across(depths[0], depths[1]),
      norm(depths[1]),
      stack(between(1), 3, 2, 3, 3),
      stack(between(2), 5, 2, 3, 3),
      stack(between(3), 5, 2, 6, 3),
      stack(between(4), 3, 1, 6, 2),
      stack(between(5), 5, 2, 6, 4),
      stack(between(6), 3, 1, 6, 1),
      across(depths[7], 1280),
      norm(1280),
      new ReLU(),
    );
    this.classifier = new Sequential(new Dropout(dropout), new Linear(1280, numClasses));
    drawWeights(this, {
      conv: byFanOut,
      linear: (weight) => {
        init.kaimingUniform_(weight, { mode: 'fanOut', nonlinearity: 'sigmoid' });
      },
    });
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.layers(x).mean([2, 3]));
  }
}

/** Weights of MNASNet0-5. */
export const MNASNet0_5_Weights = weightsOf(
  'MNASNet0_5_Weights',
  {
    IMAGENET1K_V1: trained('mnasnet0.5_top1_67.823-3ffadce67e.pth', 2_218_512, [67.734, 87.49]),
  },
  'IMAGENET1K_V1',
);
/** Weights of MNASNet0-75. */
export const MNASNet0_75_Weights = weightsOf(
  'MNASNet0_75_Weights',
  {
    IMAGENET1K_V1: trained('mnasnet0_75-7090bc5f.pth', 3_170_208, [71.18, 90.496], { resize: 232 }),
  },
  'IMAGENET1K_V1',
);
/** Weights of MNASNet1-0. */
export const MNASNet1_0_Weights = weightsOf(
  'MNASNet1_0_Weights',
  {
    IMAGENET1K_V1: trained('mnasnet1.0_top1_73.512-f206786ef8.pth', 4_383_312, [73.456, 91.51]),
  },
  'IMAGENET1K_V1',
);
/** Weights of MNASNet1-3. */
export const MNASNet1_3_Weights = weightsOf(
  'MNASNet1_3_Weights',
  {
    IMAGENET1K_V1: trained('mnasnet1_3-a4c69d6f.pth', 6_282_256, [76.506, 93.522], { resize: 232 }),
  },
  'IMAGENET1K_V1',
);

function mnasnet<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  alpha: number,
): Builder<MNASNet, MNASNetOptions, Name> {
  return builder(name, weights, {
    options: OPTIONS,
    make: (options: MNASNetOptions) => new MNASNet(alpha, options),
  });
}

/** MNASNet, half as wide. */
export const mnasnet0_5 = mnasnet('mnasnet0_5', MNASNet0_5_Weights, 0.5);
/** MNASNet, three quarters as wide. */
export const mnasnet0_75 = mnasnet('mnasnet0_75', MNASNet0_75_Weights, 0.75);
/** MNASNet. */
export const mnasnet1_0 = mnasnet('mnasnet1_0', MNASNet1_0_Weights, 1);
/** MNASNet, a third wider. */
export const mnasnet1_3 = mnasnet('mnasnet1_3', MNASNet1_3_Weights, 1.3);
