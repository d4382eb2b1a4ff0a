/** EfficientNet, in sizes that depth, width and images share (Tan & Le 2019), and its second version (Tan & Le 2021). */
import { AdaptiveAvgPool2d, Dropout, init, Linear, Module, Sequential, SiLU } from '../nn/index.js';
import { type Tensor, withDefaults } from '../tensor/index.js';
import { batchNorm, Conv2dNormActivation, type NormLayer } from './conv-norm-activation.js';
import { byFanOut, drawWeights } from './draw-weights.js';
import { endsOf } from './ends-of.js';
import { makeDivisible } from './make-divisible.js';
import { SqueezeExcitation } from './squeeze-excitation.js';
import { StochasticDepth } from './stochastic-depth.js';

const activation = () => new SiLU();

/** A stage of blocks. PyTorch: `MBConvConfig` and `FusedMBConvConfig` of `torchvision.models.efficientnet`. */
export interface MBConvConfig {
  /** Whether narrow and deep convolution are one, and channels aren't weighed. */
  readonly fused: boolean;
  /** How much wider blocks are inside. */
  readonly expandRatio: number;
  /** Pixels of the kernel's side. */
  readonly kernel: number;
  /** Of the first block. */
  readonly stride: number;
  /** Channels that come in. */
  readonly inputChannels: number;
  /** Channels that come out. */
  readonly outChannels: number;
  /** How many blocks there are. */
  readonly numLayers: number;
}

/** Two convolutions, or one where nothing is widened. */
function fusedLayers(config: MBConvConfig, inner: number, normLayer: NormLayer): Module[] {
  const { kernel: kernelSize, stride, inputChannels, outChannels } = config;
  const first = { kernelSize, stride, normLayer, activation };
  if (inner === inputChannels) return [new Conv2dNormActivation(inputChannels, outChannels, first)];
  return [
    new Conv2dNormActivation(inputChannels, inner, first),
    new Conv2dNormActivation(inner, outChannels, { kernelSize: 1, normLayer, activation: null }),
  ];
}

/** Widening, a convolution of each channel by itself, weighing, narrowing. */
function separateLayers(config: MBConvConfig, inner: number, normLayer: NormLayer): Module[] {
  const { kernel: kernelSize, stride, inputChannels, outChannels } = config;
  const shared = { normLayer, activation };
  const widen = () => new Conv2dNormActivation(inputChannels, inner, { kernelSize: 1, ...shared });
  const squeezed = Math.max(1, Math.floor(inputChannels / 4));
  return [
    ...(inner === inputChannels ? [] : [widen()]),
    new Conv2dNormActivation(inner, inner, { kernelSize, stride, groups: inner, ...shared }),
    new SqueezeExcitation(inner, squeezed, { activation }),
    new Conv2dNormActivation(inner, outChannels, { kernelSize: 1, normLayer, activation: null }),
  ];
}

abstract class Block extends Module {
  readonly block: Sequential;
  readonly stochasticDepth: StochasticDepth;
  readonly #isResidual: boolean;

  constructor(layers: readonly Module[], config: MBConvConfig, stochasticDepthProb: number) {
    super();
    this.block = new Sequential(...layers);
    this.stochasticDepth = new StochasticDepth(stochasticDepthProb);
    this.nameInState({ stochasticDepth: 'stochastic_depth' });
    this.#isResidual = config.stride === 1 && config.inputChannels === config.outChannels;
  }

  forward(x: Tensor): Tensor {
    const result = this.block(x);
    return this.#isResidual ? this.stochasticDepth(result).add(x) : result;
  }
}

class MBConv extends Block {}
class FusedMBConv extends Block {}

function blockOf(config: MBConvConfig, stochasticDepthProb: number, normLayer: NormLayer): Module {
  const inner = makeDivisible(config.inputChannels * config.expandRatio, 8);
  return config.fused
    ? new FusedMBConv(fusedLayers(config, inner, normLayer), config, stochasticDepthProb)
    : new MBConv(separateLayers(config, inner, normLayer), config, stochasticDepthProb);
}

/** Options of {@link EfficientNet}. */
export interface EfficientNetOptions {
  /** Default 1000. */
  numClasses?: number;
  /** The probability that a number before the last layer is dropped. Default 0.2; larger for larger models. */
  dropout?: number;
  /** The probability that a sample goes without the last block; earlier ones have less. Default 0.2. */
  stochasticDepthProb?: number;
  /** Makes the normalization of so many channels. Default: `BatchNorm2d`. */
  normLayer?: NormLayer;
  /** Channels before the last layer. Default: four times those of the last stage. */
  lastChannel?: number;
}

export const EFFICIENTNET = {
  numClasses: 1000,
  dropout: 0.2,
  stochasticDepthProb: 0.2,
  normLayer: batchNorm,
  lastChannel: undefined,
};

export interface EfficientNet {
  /** Dropout and the last layer. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]` to `[batch, numClasses]`, by `features`, `avgpool` and `classifier`. PyTorch:
 * `torchvision.models.EfficientNet`.
 */
export class EfficientNet extends Module {
  features: Sequential;
  avgpool: Module;

  /** @throws OptionError where there are no stages. */
  constructor(invertedResidualSetting: readonly MBConvConfig[], options: EfficientNetOptions = {}) {
    super();
    const { numClasses, dropout, stochasticDepthProb, normLayer, ...rest } = withDefaults(
      'EfficientNet',
      options,
      EFFICIENTNET,
    );
    const shared = { normLayer, activation };
    const total = invertedResidualSetting.reduce((sum, { numLayers }) => sum + numLayers, 0);
    let place = 0;
    const [head, tail] = endsOf('EfficientNet', 'invertedResidualSetting', invertedResidualSetting);
    const stem = head.inputChannels;
    const first = new Conv2dNormActivation(3, stem, { stride: 2, ...shared });
    const stages = invertedResidualSetting.map((config) => {
      const later = { ...config, inputChannels: config.outChannels, stride: 1 };
      const blocks = Array.from({ length: config.numLayers }, (_, i) =>
        blockOf(i === 0 ? config : later, (stochasticDepthProb * place++) / total, normLayer),
      );
      return new Sequential(...blocks);
    });
    const inner = tail.outChannels;
    const last = rest.lastChannel ?? 4 * inner;
    this.features = new Sequential(
      first,
      ...stages,
      new Conv2dNormActivation(inner, last, { kernelSize: 1, ...shared }),
    );
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(new Dropout(dropout), new Linear(last, numClasses));
    drawWeights(this, {
      conv: byFanOut,
      linear: (weight, { outFeatures }) => {
        const bound = 1 / Math.sqrt(outFeatures);
        init.uniform_(weight, -bound, bound);
      },
    });
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}
