/** ShuffleNetV2: halves of the channels that are mixed between blocks. See Ma et al. 2018. */
import {
  BatchNorm2d,
  Conv2d,
  functional,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { cat, type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

class InvertedResidual extends Module {
  readonly branch1: Sequential;
  readonly branch2: Sequential;
  readonly #splits: boolean;

  constructor(from: number, to: number, stride: 1 | 2) {
    super();
    const half = Math.floor(to / 2);
    const each = (channels: number) =>
      new Conv2d(channels, channels, 3, { stride, padding: 1, groups: channels, bias: false });
    const across = (channels: number) => new Conv2d(channels, half, 1, { bias: false });
    const norm = (channels = half) => new BatchNorm2d(channels);
    this.#splits = stride === 1;
    this.branch1 = this.#splits
      ? new Sequential()
      : new Sequential(each(from), norm(from), across(from), norm(), new ReLU());
    this.branch2 = new Sequential(
      across(this.#splits ? half : from),
      norm(),
      new ReLU(),
      each(half),
      norm(),
      across(half),
      norm(),
      new ReLU(),
    );
  }

  forward(x: Tensor): Tensor {
    const [first, second] = this.#splits ? x.chunk(2, 1) : [this.branch1(x), x];
    return functional.channelShuffle(cat([first, this.branch2(second)], 1), 2);
  }
}

/** Options of {@link ShuffleNetV2}. */
export interface ShuffleNetV2Options {
  /** Default 1000. */
  numClasses?: number;
}

const OPTIONS = { numClasses: 1000 };

const normed = (from: number, to: number, kernelSize: number, stride: number, padding: number) =>
  new Sequential(
    new Conv2d(from, to, kernelSize, { stride, padding, bias: false }),
    new BatchNorm2d(to),
    new ReLU(),
  );

/** Blocks of three stages. */
type Repeats = readonly [number, number, number];
/** Of the first convolution, the three stages and the last convolution. */
type Channels = readonly [number, number, number, number, number];

export interface ShuffleNetV2 {
  /** The last layer, to be replaced for other classes. */
  get fc(): Linear;
  set fc(layer: Module);
}

/**
 * Images `[batch, 3, height, width]` to `[batch, numClasses]`, by `conv1`, `maxpool`, `stage2`, `stage3`, `stage4`, `conv5`, and `fc` on
 * the means of all places. PyTorch: `torchvision.models.ShuffleNetV2`.
 */
export class ShuffleNetV2 extends Module {
  conv1: Sequential;
  maxpool: Module;
  stage2: Sequential;
  stage3: Sequential;
  stage4: Sequential;
  conv5: Sequential;

  /**
   * @param stagesRepeats how many blocks there are in each of the three stages
   * @param stagesOutChannels channels of the first convolution, the stages and the last convolution
   */
  constructor(
    stagesRepeats: Repeats,
    stagesOutChannels: Channels,
    options: ShuffleNetV2Options = {},
  ) {
    super();
    const { numClasses } = withDefaults('ShuffleNetV2', options, OPTIONS);
    const [first, second, third, fourth, last] = stagesOutChannels;
    const stage = (from: number, to: number, blocks: number) => {
      const smaller = new InvertedResidual(from, to, 2);
      const others = Array.from({ length: blocks - 1 }, () => new InvertedResidual(to, to, 1));
      return new Sequential(smaller, ...others);
    };
    this.conv1 = normed(3, first, 3, 2, 1);
    this.maxpool = new MaxPool2d(3, { stride: 2, padding: 1 });
    this.stage2 = stage(first, second, stagesRepeats[0]);
    this.stage3 = stage(second, third, stagesRepeats[1]);
    this.stage4 = stage(third, fourth, stagesRepeats[2]);
    this.conv5 = normed(fourth, last, 1, 1, 0);
    this.fc = new Linear(last, numClasses);
  }

  forward(x: Tensor): Tensor {
    const stem = this.maxpool(this.conv1(x));
    const features = this.conv5(this.stage4(this.stage3(this.stage2(stem))));
    return this.fc(features.mean([2, 3]));
  }
}

/** Weights of ShuffleNet-V2-X0-5. */
export const ShuffleNet_V2_X0_5_Weights = weightsOf(
  'ShuffleNet_V2_X0_5_Weights',
  {
    IMAGENET1K_V1: trained('shufflenetv2_x0.5-f707e7126e.pth', 1_366_792, [60.552, 81.746]),
  },
  'IMAGENET1K_V1',
);
/** Weights of ShuffleNet-V2-X1-0. */
export const ShuffleNet_V2_X1_0_Weights = weightsOf(
  'ShuffleNet_V2_X1_0_Weights',
  {
    IMAGENET1K_V1: trained('shufflenetv2_x1-5666bf0f80.pth', 2_278_604, [69.362, 88.316]),
  },
  'IMAGENET1K_V1',
);
/** Weights of ShuffleNet-V2-X1-5. */
export const ShuffleNet_V2_X1_5_Weights = weightsOf(
  'ShuffleNet_V2_X1_5_Weights',
  {
    IMAGENET1K_V1: trained('shufflenetv2_x1_5-3c479a10.pth', 3_503_624, [72.996, 91.086], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of ShuffleNet-V2-X2-0. */
export const ShuffleNet_V2_X2_0_Weights = weightsOf(
  'ShuffleNet_V2_X2_0_Weights',
  {
    IMAGENET1K_V1: trained('shufflenetv2_x2_0-8be3c8ee.pth', 7_393_996, [76.23, 93.006], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V1',
);

function shufflenetV2<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  channels: Channels,
): Builder<ShuffleNetV2, ShuffleNetV2Options, Name> {
  return builder(name, weights, {
    options: OPTIONS,
    make: (options: ShuffleNetV2Options) => new ShuffleNetV2([4, 8, 4], channels, options),
  });
}

/** ShuffleNetV2, half as wide. */
export const shufflenetV2X0_5 = shufflenetV2(
  'shufflenetV2X0_5',
  ShuffleNet_V2_X0_5_Weights,
  [24, 48, 96, 192, 1024],
);
/** ShuffleNetV2. */
export const shufflenetV2X1_0 = shufflenetV2(
  'shufflenetV2X1_0',
  ShuffleNet_V2_X1_0_Weights,
  [24, 116, 232, 464, 1024],
);
/** ShuffleNetV2, one and a half times as wide. */
export const shufflenetV2X1_5 = shufflenetV2(
  'shufflenetV2X1_5',
  ShuffleNet_V2_X1_5_Weights,
  [24, 176, 352, 704, 1024],
);
/** ShuffleNetV2, twice as wide. */
export const shufflenetV2X2_0 = shufflenetV2(
  'shufflenetV2X2_0',
  ShuffleNet_V2_X2_0_Weights,
  [24, 244, 488, 976, 2048],
);
