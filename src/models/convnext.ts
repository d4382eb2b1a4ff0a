/** ConvNeXt: a convolutional network with what transformers have taught. See Liu et al. 2022. */
import {
  AdaptiveAvgPool2d,
  Conv2d,
  Flatten,
  GELU,
  init,
  LayerNorm,
  Linear,
  Module,
  Parameter,
  Sequential,
} from '../nn/index.js';
import { full, type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { Conv2dNormActivation, type NormLayer } from './conv-norm-activation.js';
import { drawWeights } from './draw-weights.js';
import { endsOf } from './ends-of.js';
import { StochasticDepth } from './stochastic-depth.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

class LayerNorm2d extends LayerNorm {
  override forward(x: Tensor): Tensor {
    return super.forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
  }
}

const layerNorm2d: NormLayer = (channels) => new LayerNorm2d(channels, { eps: 1e-6 });

class Permute extends Module {
  constructor(readonly dims: readonly number[]) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.permute(this.dims);
  }
}

class CNBlock extends Module {
  readonly block: Sequential;
  readonly layerScale: Parameter;
  readonly stochasticDepth: StochasticDepth;

  constructor(dim: number, layerScale: number, stochasticDepthProb: number) {
    super();
    this.block = new Sequential(
      new Conv2d(dim, dim, 7, { padding: 3, groups: dim }),
      new Permute([0, 2, 3, 1]),
      new LayerNorm(dim, { eps: 1e-6 }),
      new Linear(dim, 4 * dim),
      new GELU(),
      new Linear(4 * dim, dim),
      new Permute([0, 3, 1, 2]),
    );
    this.layerScale = new Parameter(full([dim, 1, 1], layerScale));
    this.stochasticDepth = new StochasticDepth(stochasticDepthProb);
    this.nameInState({ layerScale: 'layer_scale', stochasticDepth: 'stochastic_depth' });
  }

  forward(x: Tensor): Tensor {
    return this.stochasticDepth(this.block(x).mul(this.layerScale)).add(x);
  }
}

/** A stage of blocks. PyTorch: `torchvision.models.convnext.CNBlockConfig`. */
export interface CNBlockConfig {
  /** Channels that come in. */
  readonly inputChannels: number;
  /** Of the next stage; null for the last one. */
  readonly outChannels: number | null;
  /** How many blocks there are. */
  readonly numLayers: number;
}

/** Options of {@link ConvNeXt}. */
export interface ConvNeXtOptions {
  /** Default 1000. */
  numClasses?: number;
  /** The probability that a sample goes without the last block; earlier ones have less. Default 0; 0.1 to 0.5 for the models. */
  stochasticDepthProb?: number;
  /** What blocks are multiplied with at first. Default 1e-6. */
  layerScale?: number;
}

const OPTIONS = { numClasses: 1000, stochasticDepthProb: 0, layerScale: 1e-6 };

export interface ConvNeXt {
  /** Normalization, flattening, and the last layer. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]`, of 32 pixels or more, to `[batch, numClasses]`, by `features`, `avgpool` and `classifier`.
 * PyTorch: `torchvision.models.ConvNeXt`.
 */
export class ConvNeXt extends Module {
  features: Sequential;
  avgpool: Module;

  /** @throws OptionError where there are no stages. */
  constructor(blockSetting: readonly CNBlockConfig[], options: ConvNeXtOptions = {}) {
    super();
    const { numClasses, stochasticDepthProb, layerScale } = withDefaults(
      'ConvNeXt',
      options,
      OPTIONS,
    );
    const [head, last] = endsOf('ConvNeXt', 'blockSetting', blockSetting);
    const total = blockSetting.reduce((sum, { numLayers }) => sum + numLayers, 0);
    let place = 0;
    const stem = new Conv2dNormActivation(3, head.inputChannels, {
      kernelSize: 4,
      stride: 4,
      padding: 0,
      normLayer: layerNorm2d,
      activation: null,
      bias: true,
    });
    const stages = blockSetting.flatMap(({ inputChannels, outChannels, numLayers }) => {
      const blocks = Array.from(
        { length: numLayers },
        () => new CNBlock(inputChannels, layerScale, (stochasticDepthProb * place++) / (total - 1)),
      );
      const stage = new Sequential(...blocks);
      if (outChannels === null) return [stage];
      const smaller = new Conv2d(inputChannels, outChannels, 2, { stride: 2 });
      return [stage, new Sequential(layerNorm2d(inputChannels), smaller)];
    });
    const channels = last.outChannels ?? last.inputChannels;
    this.features = new Sequential(stem, ...stages);
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(
      layerNorm2d(channels),
      new Flatten(),
      new Linear(channels, numClasses),
    );
    const draw = (weight: Parameter) => {
      init.truncNormal_(weight, { std: 0.02 });
    };
    drawWeights(this, { conv: draw, linear: draw });
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)));
  }
}

/** Weights of ConvNeXt-Tiny. */
export const ConvNeXt_Tiny_Weights = weightsOf(
  'ConvNeXt_Tiny_Weights',
  {
    IMAGENET1K_V1: trained('convnext_tiny-983f1562.pth', 28_589_128, [82.52, 96.146], {
      resize: 236,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of ConvNeXt-Small. */
export const ConvNeXt_Small_Weights = weightsOf(
  'ConvNeXt_Small_Weights',
  {
    IMAGENET1K_V1: trained('convnext_small-0c510722.pth', 50_223_688, [83.616, 96.65], {
      resize: 230,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of ConvNeXt-Base. */
export const ConvNeXt_Base_Weights = weightsOf(
  'ConvNeXt_Base_Weights',
  {
    IMAGENET1K_V1: trained('convnext_base-6075fbad.pth', 88_591_464, [84.062, 96.87], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of ConvNeXt-Large. */
export const ConvNeXt_Large_Weights = weightsOf(
  'ConvNeXt_Large_Weights',
  {
    IMAGENET1K_V1: trained('convnext_large-ea097f82.pth', 197_767_336, [84.414, 96.976], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V1',
);

/** @param channels of the first stage; each later one has twice as many */
function convnext<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  channels: number,
  layers: readonly number[],
  stochasticDepthProb: number,
): Builder<ConvNeXt, ConvNeXtOptions, Name> {
  const setting = layers.map((numLayers, i) => ({
    inputChannels: channels * 2 ** i,
    outChannels: i === layers.length - 1 ? null : channels * 2 ** (i + 1),
    numLayers,
  }));
  return builder(name, weights, {
    options: OPTIONS,
    make: (options: ConvNeXtOptions) => new ConvNeXt(setting, { stochasticDepthProb, ...options }),
  });
}

/** The smallest ConvNeXt. */
export const convnextTiny = convnext('convnextTiny', ConvNeXt_Tiny_Weights, 96, [3, 3, 9, 3], 0.1);
/** The small ConvNeXt. */
export const convnextSmall = convnext(
  'convnextSmall',
  ConvNeXt_Small_Weights,
  96,
  [3, 3, 27, 3],
  0.4,
);
/** The middle ConvNeXt. */
export const convnextBase = convnext(
  'convnextBase',
  ConvNeXt_Base_Weights,
  128,
  [3, 3, 27, 3],
  0.5,
);
/** The large ConvNeXt. */
export const convnextLarge = convnext(
  'convnextLarge',
  ConvNeXt_Large_Weights,
  192,
  [3, 3, 27, 3],
  0.5,
);
