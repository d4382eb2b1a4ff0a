/** Deep stacks of small convolutions. See Simonyan & Zisserman 2014. */
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  Dropout,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { byFanOut, drawWeights, ofHundredths } from './draw-weights.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

/** Options of {@link VGG}. */
export interface VGGOptions {
  /** Default 1000. */
  numClasses?: number;
  /** Whether weights are drawn as in the paper's successors, not as layers draw them. Default true. */
  initWeights?: boolean;
  /** The probability that a number before a linear layer is dropped. Default 0.5. */
  dropout?: number;
}

const OPTIONS = { numClasses: 1000, initWeights: true, dropout: 0.5 };

export interface VGG {
  /** The convolutions and poolings. */
  get features(): Sequential;
  set features(layers: Module);
  /** The linear layers. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]`, of 32 pixels or more, to `[batch, numClasses]`, by `features`, `avgpool` and `classifier`.
 * PyTorch: `torchvision.models.VGG`.
 */
export class VGG extends Module {
  avgpool: Module;

  /** @param features gives 512 channels */
  constructor(features: Module, options: VGGOptions = {}) {
    super();
    const { numClasses, initWeights, dropout } = withDefaults('VGG', options, OPTIONS);
    this.features = features;
    this.avgpool = new AdaptiveAvgPool2d([7, 7]);
    this.classifier = new Sequential(
      new Linear(512 * 7 * 7, 4096),
      new ReLU(),
      new Dropout(dropout),
      new Linear(4096, 4096),
      new ReLU(),
      new Dropout(dropout),
      new Linear(4096, numClasses),
    );
    if (initWeights) drawWeights(this, { conv: byFanOut, linear: ofHundredths });
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** The channels of convolutions between poolings, by the letters of the paper's table. */
const STAGES = {
  A: [[64], [128], [256, 256], [512, 512], [512, 512]],
  B: [
    [64, 64],
    [128, 128],
    [256, 256],
    [512, 512],
    [512, 512],
  ],
  D: [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ],
  E: [
    [64, 64],
    [128, 128],
    [256, 256, 256, 256],
    [512, 512, 512, 512],
    [512, 512, 512, 512],
  ],
} as const;

function featuresOf(stages: readonly (readonly number[])[], batchNorm: boolean): Sequential {
  let inChannels = 3;
  const layers = stages.flatMap((stage): Module[] => [
    ...stage.flatMap((channels): Module[] => {
      const conv = new Conv2d(inChannels, channels, 3, { padding: 1 });
      inChannels = channels;
      return [conv, ...(batchNorm ? [new BatchNorm2d(channels)] : []), new ReLU()];
    }),
    new MaxPool2d(2),
  ]);
  return new Sequential(...layers);
}

/** Weights of VGG11. */
export const VGG11_Weights = weightsOf(
  'VGG11_Weights',
  {
    IMAGENET1K_V1: trained('vgg11-8a719046.pth', 132_863_336, [69.02, 88.628]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG11-BN. */
export const VGG11_BN_Weights = weightsOf(
  'VGG11_BN_Weights',
  {
    IMAGENET1K_V1: trained('vgg11_bn-6002323d.pth', 132_868_840, [70.37, 89.81]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG13. */
export const VGG13_Weights = weightsOf(
  'VGG13_Weights',
  {
    IMAGENET1K_V1: trained('vgg13-19584684.pth', 133_047_848, [69.928, 89.246]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG13-BN. */
export const VGG13_BN_Weights = weightsOf(
  'VGG13_BN_Weights',
  {
    IMAGENET1K_V1: trained('vgg13_bn-abd245e5.pth', 133_053_736, [71.586, 90.374]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG16. */
export const VGG16_Weights = weightsOf(
  'VGG16_Weights',
  {
    IMAGENET1K_V1: trained('vgg16-397923af.pth', 138_357_544, [71.592, 90.382]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG16-BN. */
export const VGG16_BN_Weights = weightsOf(
  'VGG16_BN_Weights',
  {
    IMAGENET1K_V1: trained('vgg16_bn-6c64b313.pth', 138_365_992, [73.36, 91.516]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG19. */
export const VGG19_Weights = weightsOf(
  'VGG19_Weights',
  {
    IMAGENET1K_V1: trained('vgg19-dcbb9e9d.pth', 143_667_240, [72.376, 90.876]),
  },
  'IMAGENET1K_V1',
);
/** Weights of VGG19-BN. */
export const VGG19_BN_Weights = weightsOf(
  'VGG19_BN_Weights',
  {
    IMAGENET1K_V1: trained('vgg19_bn-c79401a0.pth', 143_678_248, [74.218, 91.842]),
  },
  'IMAGENET1K_V1',
);

function vgg<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  letter: keyof typeof STAGES,
  batchNorm = false,
): Builder<VGG, VGGOptions, Name> {
  return builder(name, weights, {
    options: OPTIONS,
    make: (options: VGGOptions, chosen) =>
      new VGG(featuresOf(STAGES[letter], batchNorm), {
        ...options,
        // Weights that are replaced anyway are drawn once only.
        ...(chosen ? { initWeights: false } : {}),
      }),
  });
}

/** VGG-11. */
export const vgg11 = vgg('vgg11', VGG11_Weights, 'A');
/** VGG-11 with batch normalization. */
export const vgg11Bn = vgg('vgg11Bn', VGG11_BN_Weights, 'A', true);
/** VGG-13. */
export const vgg13 = vgg('vgg13', VGG13_Weights, 'B');
/** VGG-13 with batch normalization. */
export const vgg13Bn = vgg('vgg13Bn', VGG13_BN_Weights, 'B', true);
/** VGG-16. */
export const vgg16 = vgg('vgg16', VGG16_Weights, 'D');
/** VGG-16 with batch normalization. */
export const vgg16Bn = vgg('vgg16Bn', VGG16_BN_Weights, 'D', true);
/** VGG-19. */
export const vgg19 = vgg('vgg19', VGG19_Weights, 'E');
/** VGG-19 with batch normalization. */
export const vgg19Bn = vgg('vgg19Bn', VGG19_BN_Weights, 'E', true);
