/** MobileNetV3: MobileNetV2's blocks with channels that are weighed, found by search. See Howard et al. 2019. */
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Dropout,
  Hardsigmoid,
  Hardswish,
  Linear,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { Conv2dNormActivation, type NormLayer } from './conv-norm-activation.js';
import { byFanOut, drawWeights, ofHundredths } from './draw-weights.js';
import { endsOf } from './ends-of.js';
import { makeDivisible } from './make-divisible.js';
import { SqueezeExcitation } from './squeeze-excitation.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

const hardswish = () => new Hardswish();
const relu = () => new ReLU();
const batchNorm: NormLayer = (channels) => new BatchNorm2d(channels, { eps: 1e-3, momentum: 0.01 });

/** A block. PyTorch: `torchvision.models.mobilenetv3.InvertedResidualConfig`. */
export interface InvertedResidualConfig {
  /** Channels that come in. */
  readonly inputChannels: number;
  /** Pixels of the kernel's side. */
  readonly kernel: number;
  /** Channels inside. */
  readonly expandedChannels: number;
  /** Channels that come out. */
  readonly outChannels: number;
  /** Whether channels are weighed. */
  readonly useSe: boolean;
  /** Whether the activation is `Hardswish`, not `ReLU`. */
  readonly useHs: boolean;
  /** How far the kernel moves. */
  readonly stride: number;
  /** Distance between the kernel's elements. */
  readonly dilation: number;
}

class InvertedResidual extends Module {
  readonly block: Sequential;
  readonly #isResidual: boolean;

  constructor(config: InvertedResidualConfig, normLayer: NormLayer) {
    super();
    const { inputChannels, kernel, expandedChannels: inner, outChannels, dilation } = config;
    const shared = { normLayer, activation: config.useHs ? hardswish : relu };
    const expand = () =>
      new Conv2dNormActivation(inputChannels, inner, { kernelSize: 1, ...shared });
    const squeezed = makeDivisible(Math.floor(inner / 4), 8);
    const weigh = () =>
      new SqueezeExcitation(inner, squeezed, { scaleActivation: () => new Hardsigmoid() });
    this.block = new Sequential(
      ...(inner === inputChannels ? [] : [expand()]),
      new Conv2dNormActivation(inner, inner, {
        kernelSize: kernel,
        stride: dilation > 1 ? 1 : config.stride,
        dilation,
        groups: inner,
        ...shared,
      }),
      ...(config.useSe ? [weigh()] : []),
      new Conv2dNormActivation(inner, outChannels, { kernelSize: 1, normLayer, activation: null }),
    );
    this.#isResidual = config.stride === 1 && inputChannels === outChannels;
  }

  forward(x: Tensor): Tensor {
    const result = this.block(x);
    return this.#isResidual ? result.add(x) : result;
  }
}

/** Options of {@link MobileNetV3}. */
export interface MobileNetV3Options {
  /** Default 1000. */
  numClasses?: number;
  /** Makes the normalization of so many channels. Default: `BatchNorm2d` with `eps` 1e-3 and `momentum` 0.01. */
  normLayer?: NormLayer;
  /** The probability that a number before the last layer is dropped. Default 0.2. */
  dropout?: number;
}

const OPTIONS = { numClasses: 1000, normLayer: batchNorm, dropout: 0.2 };

export interface MobileNetV3 {
  /** Two linear layers, with dropout between them. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]` to `[batch, numClasses]`, by `features`, `avgpool` and `classifier`. PyTorch:
 * `torchvision.models.MobileNetV3`.
 */
export class MobileNetV3 extends Module {
  features: Sequential;
  avgpool: Module;

  /**
   * @param lastChannel the size of the layer before the last one
   * @throws OptionError where there are no blocks.
   */
  constructor(
    invertedResidualSetting: readonly InvertedResidualConfig[],
    lastChannel: number,
    options: MobileNetV3Options = {},
  ) {
    super();
    const { numClasses, normLayer, dropout } = withDefaults('MobileNetV3', options, OPTIONS);
    const shared = { normLayer, activation: hardswish };
    const [head, tail] = endsOf('MobileNetV3', 'invertedResidualSetting', invertedResidualSetting);
    const channels = head.inputChannels;
    const first = new Conv2dNormActivation(3, channels, { stride: 2, ...shared });
    const blocks = invertedResidualSetting.map((config) => new InvertedResidual(config, normLayer));
    const inner = tail.outChannels;
    const last = new Conv2dNormActivation(inner, 6 * inner, { kernelSize: 1, ...shared });
    this.features = new Sequential(first, ...blocks, last);
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(
      new Linear(6 * inner, lastChannel),
      new Hardswish(),
      new Dropout(dropout),
      new Linear(lastChannel, numClasses),
    );
    drawWeights(this, { conv: byFanOut, linear: ofHundredths });
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** Options of `mobilenetV3Small` and `mobilenetV3Large`. */
export interface MobileNetV3ModelOptions extends MobileNetV3Options {
  /** What the number of channels is multiplied with. Default 1. */
  widthMult?: number;
  /** Whether the last blocks are half as wide. Default false. */
  reducedTail?: boolean;
  /** Whether the last blocks see farther instead of making images smaller. Default false. */
  dilated?: boolean;
}

const MODEL_OPTIONS = { ...OPTIONS, widthMult: 1, reducedTail: false, dilated: false };

/** Channels in, kernel, channels inside, channels out, whether channels are weighed, activation, stride. */
type Row = readonly [number, number, number, number, boolean, 'HS' | 'RE', number];

interface Architecture {
  readonly rows: readonly Row[];
  readonly lastChannel: number;
}

const LARGE: Architecture = {
  rows: [
    [16, 3, 16, 16, false, 'RE', 1],
    [16, 3, 64, 24, false, 'RE', 2],
    [24, 3, 72, 24, false, 'RE', 1],
    [24, 5, 72, 40, true, 'RE', 2],
    [40, 5, 120, 40, true, 'RE', 1],
    [40, 5, 120, 40, true, 'RE', 1],
    [40, 3, 240, 80, false, 'HS', 2],
    [80, 3, 200, 80, false, 'HS', 1],
    [80, 3, 184, 80, false, 'HS', 1],
    [80, 3, 184, 80, false, 'HS', 1],
    [80, 3, 480, 112, true, 'HS', 1],
    [112, 3, 672, 112, true, 'HS', 1],
    [112, 5, 672, 160, true, 'HS', 2],
    [160, 5, 960, 160, true, 'HS', 1],
    [160, 5, 960, 160, true, 'HS', 1],
  ],
  lastChannel: 1280,
};

const SMALL: Architecture = {
  rows: [
    [16, 3, 16, 16, true, 'RE', 2],
    [16, 3, 72, 24, false, 'RE', 2],
    [24, 3, 88, 24, false, 'RE', 1],
    [24, 5, 96, 40, true, 'HS', 2],
    [40, 5, 240, 40, true, 'HS', 1],
    [40, 5, 240, 40, true, 'HS', 1],
    [40, 5, 120, 48, true, 'HS', 1],
    [48, 5, 144, 48, true, 'HS', 1],
    [48, 5, 288, 96, true, 'HS', 2],
    [96, 5, 576, 96, true, 'HS', 1],
    [96, 5, 576, 96, true, 'HS', 1],
  ],
  lastChannel: 1024,
};

/** The tail are the last three blocks: what comes out of the first of them, and all of the others. */
function settingOf(
  { rows, lastChannel }: Architecture,
  { widthMult, reducedTail, dilated }: Required<MobileNetV3ModelOptions>,
): [setting: InvertedResidualConfig[], lastChannel: number] {
  const wide = (channels: number, place: number) =>
    makeDivisible((reducedTail && place > 0 ? Math.floor(channels / 2) : channels) * widthMult, 8);
  const setting = rows.map(([from, kernel, inner, to, useSe, activation, stride], i) => {
    const inTail = i - (rows.length - 3);
    return {
      inputChannels: wide(from, inTail),
      kernel,
      expandedChannels: wide(inner, inTail),
      outChannels: wide(to, inTail + 1),
      useSe,
      useHs: activation === 'HS',
      stride,
      dilation: dilated && inTail >= 0 ? 2 : 1,
    };
  });
  return [setting, wide(lastChannel, 1)];
}

/** Weights of MobileNet-V3-Large. */
export const MobileNet_V3_Large_Weights = weightsOf(
  'MobileNet_V3_Large_Weights',
  {
    IMAGENET1K_V1: trained('mobilenet_v3_large-8738ca79.pth', 5_483_032, [74.042, 91.34]),
    IMAGENET1K_V2: trained('mobilenet_v3_large-5c1a4163.pth', 5_483_032, [75.274, 92.566], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V2',
);
/** Weights of MobileNet-V3-Small. */
export const MobileNet_V3_Small_Weights = weightsOf(
  'MobileNet_V3_Small_Weights',
  {
    IMAGENET1K_V1: trained('mobilenet_v3_small-047dcff4.pth', 2_542_856, [67.668, 87.402]),
  },
  'IMAGENET1K_V1',
);

function mobilenetV3<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  architecture: Architecture,
): Builder<MobileNetV3, MobileNetV3ModelOptions, Name> {
  return builder(name, weights, {
    options: MODEL_OPTIONS,
    make: (given: MobileNetV3ModelOptions) => {
      const options = withDefaults(name, given, MODEL_OPTIONS);
      const { numClasses, normLayer, dropout } = options;
      return new MobileNetV3(...settingOf(architecture, options), {
        numClasses,
        normLayer,
        dropout,
      });
    },
  });
}

/** MobileNetV3, the small one. */
export const mobilenetV3Small = mobilenetV3('mobilenetV3Small', MobileNet_V3_Small_Weights, SMALL);
/** MobileNetV3, the large one. */
export const mobilenetV3Large = mobilenetV3('mobilenetV3Large', MobileNet_V3_Large_Weights, LARGE);
