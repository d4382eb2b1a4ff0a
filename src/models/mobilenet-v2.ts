/** MobileNetV2: blocks that are narrow outside and wide inside. See Sandler et al. 2018. */
import { Conv2d, Dropout, functional, Linear, Module, ReLU6, Sequential } from '../nn/index.js';
import { type Tensor, withDefaults } from '../tensor/index.js';
import { builder } from './builder.js';
import { batchNorm, Conv2dNormActivation, type NormLayer } from './conv-norm-activation.js';
import { byFanOut, drawWeights, ofHundredths } from './draw-weights.js';
import { makeDivisible } from './make-divisible.js';
import { trained, weightsOf } from './weights.js';

const activation = () => new ReLU6();

class InvertedResidual extends Module {
  readonly conv: Sequential;
  readonly #isResidual: boolean;

  constructor(from: number, to: number, stride: number, expandRatio: number, normLayer: NormLayer) {
    super();
    const hidden = Math.round(from * expandRatio);
    const shared = { normLayer, activation };
    const expand = () => new Conv2dNormActivation(from, hidden, { kernelSize: 1, ...shared });
    this.conv = new Sequential(
      ...(expandRatio === 1 ? [] : [expand()]),
      new Conv2dNormActivation(hidden, hidden, { stride, groups: hidden, ...shared }),
      new Conv2d(hidden, to, 1, { bias: false }),
      normLayer(to),
    );
    this.#isResidual = stride === 1 && from === to;
  }

  forward(x: Tensor): Tensor {
    return this.#isResidual ? x.add(this.conv(x)) : this.conv(x);
  }
}

/** How much wider inside, channels, blocks, and the stride of the first. */
type Setting = readonly [expandRatio: number, channels: number, blocks: number, stride: number];

const SETTINGS: readonly Setting[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** Options of {@link MobileNetV2}. */
export interface MobileNetV2Options {
  /** Default 1000. */
  numClasses?: number;
  /** What the number of channels is multiplied with. Default 1. */
  widthMult?: number;
  /** The blocks: how much wider inside, channels, how many, and the stride of the first. */
  invertedResidualSetting?: readonly Setting[];
  /** What numbers of channels are multiples of. Default 8. */
  roundNearest?: number;
  /** Makes the normalization of so many channels. Default: `BatchNorm2d`. */
  normLayer?: NormLayer;
  /** The probability that a number before the last layer is dropped. Default 0.2. */
  dropout?: number;
}

const OPTIONS = {
  numClasses: 1000,
  widthMult: 1,
  invertedResidualSetting: SETTINGS,
  roundNearest: 8,
  normLayer: batchNorm,
  dropout: 0.2,
};

export interface MobileNetV2 {
  /** Dropout and the last layer. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]` to `[batch, numClasses]`, by `features` and `classifier`. PyTorch:
 * `torchvision.models.MobileNetV2`.
 */
export class MobileNetV2 extends Module {
  features: Sequential;

  constructor(options: MobileNetV2Options = {}) {
    super();
    const { numClasses, widthMult, normLayer, dropout, ...rest } = withDefaults(
      'MobileNetV2',
      options,
      OPTIONS,
    );
    const wide = (channels: number, by = widthMult) =>
      makeDivisible(channels * by, rest.roundNearest);
    const last = wide(1280, Math.max(1, widthMult));
    let channels = wide(32);
    const shared = { normLayer, activation };
    const first = new Conv2dNormActivation(3, channels, { stride: 2, ...shared });
    const blocks = rest.invertedResidualSetting.flatMap(([expandRatio, to, count, stride]) =>
      Array.from({ length: count }, (_, i) => {
        const from = channels;
        channels = wide(to);
        return new InvertedResidual(from, channels, i === 0 ? stride : 1, expandRatio, normLayer);
      }),
    );
    this.features = new Sequential(
      first,
      ...blocks,
      new Conv2dNormActivation(channels, last, { kernelSize: 1, ...shared }),
    );
    this.classifier = new Sequential(new Dropout(dropout), new Linear(last, numClasses));
    drawWeights(this, { conv: byFanOut, linear: ofHundredths });
  }

  forward(x: Tensor): Tensor {
    return this.classifier(functional.adaptiveAvgPool2d(this.features(x), [1, 1]).flatten(1));
  }
}

/** Weights of MobileNet-V2. */
export const MobileNet_V2_Weights = weightsOf(
  'MobileNet_V2_Weights',
  {
    IMAGENET1K_V1: trained('mobilenet_v2-b0353104.pth', 3_504_872, [71.878, 90.286]),
    IMAGENET1K_V2: trained('mobilenet_v2-7ebf99e0.pth', 3_504_872, [72.154, 90.822], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V2',
);

/** MobileNetV2. */
export const mobilenetV2 = builder('mobilenetV2', MobileNet_V2_Weights, {
  options: OPTIONS,
  make: (options: MobileNetV2Options) => new MobileNetV2(options),
});
