/** The EfficientNets that there are weights for. */
import { BatchNorm2d } from '../nn/index.js';
import { type Builder, builder } from './builder.js';
import type { NormLayer } from './conv-norm-activation.js';
import {
  EFFICIENTNET,
  EfficientNet,
  type EfficientNetOptions,
  type MBConvConfig,
} from './efficientnet.js';
import { makeDivisible } from './make-divisible.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

/** Weights of EfficientNet-B0. */
export const EfficientNet_B0_Weights = weightsOf(
  'EfficientNet_B0_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b0_rwightman-7f5810bc.pth', 5_288_548, [77.692, 93.532], {
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-B1. */
export const EfficientNet_B1_Weights = weightsOf(
  'EfficientNet_B1_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b1_rwightman-bac287d4.pth', 7_794_184, [78.642, 94.186], {
      crop: 240,
      interpolation: 'bicubic',
    }),
    IMAGENET1K_V2: trained('efficientnet_b1-c27df63c.pth', 7_794_184, [79.838, 94.934], {
      crop: 240,
      resize: 255,
    }),
  },
  'IMAGENET1K_V2',
);
/** Weights of EfficientNet-B2. */
export const EfficientNet_B2_Weights = weightsOf(
  'EfficientNet_B2_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b2_rwightman-c35c1473.pth', 9_109_994, [80.608, 95.31], {
      crop: 288,
      resize: 288,
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-B3. */
export const EfficientNet_B3_Weights = weightsOf(
  'EfficientNet_B3_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b3_rwightman-b3899882.pth', 12_233_232, [82.008, 96.054], {
      crop: 300,
      resize: 320,
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-B4. */
export const EfficientNet_B4_Weights = weightsOf(
  'EfficientNet_B4_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b4_rwightman-23ab8bcd.pth', 19_341_616, [83.384, 96.594], {
      crop: 380,
      resize: 384,
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-B5. */
export const EfficientNet_B5_Weights = weightsOf(
  'EfficientNet_B5_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b5_lukemelas-1a07897c.pth', 30_389_784, [83.444, 96.628], {
      crop: 456,
      resize: 456,
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-B6. */
export const EfficientNet_B6_Weights = weightsOf(
  'EfficientNet_B6_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b6_lukemelas-24a108a5.pth', 43_040_704, [84.008, 96.916], {
      crop: 528,
      resize: 528,
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-B7. */
export const EfficientNet_B7_Weights = weightsOf(
  'EfficientNet_B7_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_b7_lukemelas-c5b4e57e.pth', 66_347_960, [84.122, 96.908], {
      crop: 600,
      resize: 600,
      interpolation: 'bicubic',
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-V2-S. */
export const EfficientNet_V2_S_Weights = weightsOf(
  'EfficientNet_V2_S_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_v2_s-dd5fe13b.pth', 21_458_488, [84.228, 96.878], {
      crop: 384,
      resize: 384,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-V2-M. */
export const EfficientNet_V2_M_Weights = weightsOf(
  'EfficientNet_V2_M_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_v2_m-dc08266a.pth', 54_139_356, [85.112, 97.156], {
      crop: 480,
      resize: 480,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of EfficientNet-V2-L. */
export const EfficientNet_V2_L_Weights = weightsOf(
  'EfficientNet_V2_L_Weights',
  {
    IMAGENET1K_V1: trained('efficientnet_v2_l-59c71312.pth', 118_515_272, [85.808, 97.788], {
      crop: 480,
      resize: 480,
      interpolation: 'bicubic',
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    }),
  },
  'IMAGENET1K_V1',
);

/** How much wider inside, kernel, stride, channels in and out, and how many blocks; see {@link MBConvConfig}. */
type Row = readonly [number, number, number, number, number, number];

const stage = (
  fused: boolean,
  [expandRatio, kernel, stride, inputChannels, outChannels, numLayers]: Row,
): MBConvConfig => ({
  fused,
  expandRatio,
  kernel,
  stride,
  inputChannels,
  outChannels,
  numLayers,
});

const FIRST_VERSION: readonly Row[] = [
  [1, 3, 1, 32, 16, 1],
  [6, 3, 2, 16, 24, 2],
  [6, 5, 2, 24, 40, 2],
  [6, 3, 2, 40, 80, 3],
  [6, 5, 1, 80, 112, 3],
  [6, 5, 2, 112, 192, 4],
  [6, 3, 1, 192, 320, 1],
];

function scaled(width: number, depth: number): MBConvConfig[] {
  return FIRST_VERSION.map(([expandRatio, kernel, stride, from, to, count]) =>
    stage(false, [
      expandRatio,
      kernel,
      stride,
      makeDivisible(from * width, 8),
      makeDivisible(to * width, 8),
      Math.ceil(count * depth),
    ]),
  );
}

/** The first stages of the second version are fused. */
const secondVersion = (fused: readonly Row[], separate: readonly Row[]): MBConvConfig[] => [
  ...fused.map((row) => stage(true, row)),
  ...separate.map((row) => stage(false, row)),
];

type ModelOptions = Omit<EfficientNetOptions, 'lastChannel'>;

function efficientnet<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  setting: readonly MBConvConfig[],
  defaults: EfficientNetOptions,
): Builder<EfficientNet, ModelOptions, Name> {
  const { lastChannel, ...options } = EFFICIENTNET;
  return builder<EfficientNet, ModelOptions, Name>(name, weights, {
    options,
    make: (given) => new EfficientNet(setting, { ...defaults, ...given }),
  });
}

/** As TensorFlow's, whose weights the largest have. */
const ofTensorFlow: NormLayer = (channels) =>
  new BatchNorm2d(channels, { eps: 1e-3, momentum: 0.01 });
const ofSecondVersion: NormLayer = (channels) => new BatchNorm2d(channels, { eps: 1e-3 });

/** EfficientNet-B0. */
export const efficientnetB0 = efficientnet(
  'efficientnetB0',
  EfficientNet_B0_Weights,
  scaled(1, 1),
  { dropout: 0.2 },
);
/** EfficientNet-B1. */
export const efficientnetB1 = efficientnet(
  'efficientnetB1',
  EfficientNet_B1_Weights,
  scaled(1, 1.1),
  { dropout: 0.2 },
);
/** EfficientNet-B2. */
export const efficientnetB2 = efficientnet(
  'efficientnetB2',
  EfficientNet_B2_Weights,
  scaled(1.1, 1.2),
  { dropout: 0.3 },
);
/** EfficientNet-B3. */
export const efficientnetB3 = efficientnet(
  'efficientnetB3',
  EfficientNet_B3_Weights,
  scaled(1.2, 1.4),
  { dropout: 0.3 },
);
/** EfficientNet-B4. */
export const efficientnetB4 = efficientnet(
  'efficientnetB4',
  EfficientNet_B4_Weights,
  scaled(1.4, 1.8),
  { dropout: 0.4 },
);
/** EfficientNet-B5. */
export const efficientnetB5 = efficientnet(
  'efficientnetB5',
  EfficientNet_B5_Weights,
  scaled(1.6, 2.2),
  { dropout: 0.4, normLayer: ofTensorFlow },
);
/** EfficientNet-B6. */
export const efficientnetB6 = efficientnet(
  'efficientnetB6',
  EfficientNet_B6_Weights,
  scaled(1.8, 2.6),
  { dropout: 0.5, normLayer: ofTensorFlow },
);
/** EfficientNet-B7. */
export const efficientnetB7 = efficientnet(
  'efficientnetB7',
  EfficientNet_B7_Weights,
  scaled(2, 3.1),
  { dropout: 0.5, normLayer: ofTensorFlow },
);

/** The small EfficientNetV2. */
export const efficientnetV2S = efficientnet(
  'efficientnetV2S',
  EfficientNet_V2_S_Weights,
  secondVersion(
    [
      [1, 3, 1, 24, 24, 2],
      [4, 3, 2, 24, 48, 4],
      [4, 3, 2, 48, 64, 4],
    ],
    [
      [4, 3, 2, 64, 128, 6],
      [6, 3, 1, 128, 160, 9],
      [6, 3, 2, 160, 256, 15],
    ],
  ),
  { dropout: 0.2, normLayer: ofSecondVersion, lastChannel: 1280 },
);

/** The medium EfficientNetV2. */
export const efficientnetV2M = efficientnet(
  'efficientnetV2M',
  EfficientNet_V2_M_Weights,
  secondVersion(
    [
      [1, 3, 1, 24, 24, 3],
      [4, 3, 2, 24, 48, 5],
      [4, 3, 2, 48, 80, 5],
    ],
    [
      [4, 3, 2, 80, 160, 7],
      [6, 3, 1, 160, 176, 14],
      [6, 3, 2, 176, 304, 18],
      [6, 3, 1, 304, 512, 5],
    ],
  ),
  { dropout: 0.3, normLayer: ofSecondVersion, lastChannel: 1280 },
);

/** The large EfficientNetV2. */
export const efficientnetV2L = efficientnet(
  'efficientnetV2L',
  EfficientNet_V2_L_Weights,
  secondVersion(
    [
      [1, 3, 1, 32, 32, 4],
      [4, 3, 2, 32, 64, 7],
      [4, 3, 2, 64, 96, 7],
    ],
    [
      [4, 3, 2, 96, 192, 10],
      [6, 3, 1, 192, 224, 19],
      [6, 3, 2, 224, 384, 25],
      [6, 3, 1, 384, 640, 7],
    ],
  ),
  { dropout: 0.4, normLayer: ofSecondVersion, lastChannel: 1280 },
);
