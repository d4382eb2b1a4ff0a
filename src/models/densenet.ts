/** Densely connected networks: each layer sees what all before it gave. See Huang et al. 2016. */
import {
  AvgPool2d,
  BatchNorm2d,
  Conv2d,
  functional,
  init,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { cat, type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { drawWeights } from './draw-weights.js';
import { denseNetNames } from './older-names.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

class DenseLayer extends Module {
  readonly norm1: BatchNorm2d;
  readonly relu1 = new ReLU();
  readonly conv1: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly relu2 = new ReLU();
  readonly conv2: Conv2d;
  readonly dropRate: number;

  constructor(channels: number, { growthRate, bnSize, dropRate }: Required<DenseNetOptions>) {
    super();
    const inner = bnSize * growthRate;
    this.norm1 = new BatchNorm2d(channels);
    this.conv1 = new Conv2d(channels, inner, 1, { bias: false });
    this.norm2 = new BatchNorm2d(inner);
    this.conv2 = new Conv2d(inner, growthRate, 3, { padding: 1, bias: false });
    this.dropRate = dropRate;
  }

  forward(x: Tensor): Tensor {
    const narrow = this.conv1(this.relu1(this.norm1(x)));
    const features = this.conv2(this.relu2(this.norm2(narrow)));
    return functional.dropout(features, { p: this.dropRate, training: this.training });
  }
}

class DenseBlock extends Module {
  constructor(count: number, channels: number, options: Required<DenseNetOptions>) {
    super();
    for (let i = 0; i < count; i++) {
      const layer = new DenseLayer(channels + i * options.growthRate, options);
      this.registerModule(`denselayer${i + 1}`, layer);
    }
  }

  forward(x: Tensor): Tensor {
    const features = [x];
    for (const layer of this.children()) features.push(layer(cat(features, 1)));
    return cat(features, 1);
  }
}

const transition = (channels: number) =>
  Sequential.named({
    norm: new BatchNorm2d(channels),
    relu: new ReLU(),
    conv: new Conv2d(channels, Math.floor(channels / 2), 1, { bias: false }),
    pool: new AvgPool2d(2),
  });

/** Options of {@link DenseNet}. */
export interface DenseNetOptions {
  /** Channels that each layer adds. Default 32. */
  growthRate?: number;
  /** How many layers there are in each of the blocks. Default `[6, 12, 24, 16]`. */
  blockConfig?: readonly number[];
  /** Channels of the first convolution. Default 64. */
  numInitFeatures?: number;
  /** Channels inside of a layer, for each that it adds. Default 4. */
  bnSize?: number;
  /** The probability that a number of a layer is dropped. Default 0. */
  dropRate?: number;
  /** Default 1000. */
  numClasses?: number;
}

const OPTIONS = {
  growthRate: 32,
  blockConfig: [6, 12, 24, 16],
  numInitFeatures: 64,
  bnSize: 4,
  dropRate: 0,
  numClasses: 1000,
};

export interface DenseNet {
  /** The last layer, to be replaced for other classes. */
  get classifier(): Linear;
  set classifier(layer: Module);
}

/**
 * Images `[batch, 3, height, width]`, of 29 pixels or more, to `[batch, numClasses]`, by `features` and `classifier`. PyTorch:
 * `torchvision.models.DenseNet`.
 */
export class DenseNet extends Module {
  features: Sequential;

  constructor(given: DenseNetOptions = {}) {
    super();
    const options = withDefaults('DenseNet', given, OPTIONS);
    let channels = options.numInitFeatures;
    const layers: Record<string, Module> = {
      conv0: new Conv2d(3, channels, 7, { stride: 2, padding: 3, bias: false }),
      norm0: new BatchNorm2d(channels),
      relu0: new ReLU(),
      pool0: new MaxPool2d(3, { stride: 2, padding: 1 }),
    };
    for (const [i, count] of options.blockConfig.entries()) {
      layers[`denseblock${i + 1}`] = new DenseBlock(count, channels, options);
      channels += count * options.growthRate;
      if (i === options.blockConfig.length - 1) break;
      layers[`transition${i + 1}`] = transition(channels);
      channels = Math.floor(channels / 2);
    }
    layers.norm5 = new BatchNorm2d(channels);
    this.features = Sequential.named(layers);
    this.classifier = new Linear(channels, options.numClasses);
    drawWeights(this, { conv: (weight) => init.kaimingNormal_(weight), linear: () => {} });
  }

  forward(x: Tensor): Tensor {
    const features = this.features(x).relu();
    return this.classifier(functional.adaptiveAvgPool2d(features, [1, 1]).flatten(1));
  }
}

/** Weights of DenseNet121. */
export const DenseNet121_Weights = weightsOf(
  'DenseNet121_Weights',
  {
    IMAGENET1K_V1: trained('densenet121-a639ec97.pth', 7_978_856, [74.434, 91.972]),
  },
  'IMAGENET1K_V1',
);
/** Weights of DenseNet161. */
export const DenseNet161_Weights = weightsOf(
  'DenseNet161_Weights',
  {
    IMAGENET1K_V1: trained('densenet161-8d451a50.pth', 28_681_000, [77.138, 93.56]),
  },
  'IMAGENET1K_V1',
);
/** Weights of DenseNet169. */
export const DenseNet169_Weights = weightsOf(
  'DenseNet169_Weights',
  {
    IMAGENET1K_V1: trained('densenet169-b2777c0a.pth', 14_149_480, [75.6, 92.806]),
  },
  'IMAGENET1K_V1',
);
/** Weights of DenseNet201. */
export const DenseNet201_Weights = weightsOf(
  'DenseNet201_Weights',
  {
    IMAGENET1K_V1: trained('densenet201-c1103571.pth', 20_013_928, [76.896, 93.37]),
  },
  'IMAGENET1K_V1',
);

type Fixed = 'growthRate' | 'blockConfig' | 'numInitFeatures';

function densenet<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  ...[growthRate, blockConfig, numInitFeatures]: readonly [number, readonly number[], number]
): Builder<DenseNet, Omit<DenseNetOptions, Fixed>, Name> {
  const { bnSize, dropRate, numClasses } = OPTIONS;
  return builder(name, weights, {
    options: { bnSize, dropRate, numClasses },
    make: (options: Omit<DenseNetOptions, Fixed>) =>
      new DenseNet({ ...options, growthRate, blockConfig, numInitFeatures }),
    renamed: denseNetNames,
  });
}

/** DenseNet-121. */
export const densenet121 = densenet('densenet121', DenseNet121_Weights, 32, [6, 12, 24, 16], 64);
/** DenseNet-161. */
export const densenet161 = densenet('densenet161', DenseNet161_Weights, 48, [6, 12, 36, 24], 96);
/** DenseNet-169. */
export const densenet169 = densenet('densenet169', DenseNet169_Weights, 32, [6, 12, 32, 32], 64);
/** DenseNet-201. */
export const densenet201 = densenet('densenet201', DenseNet201_Weights, 32, [6, 12, 48, 32], 64);
