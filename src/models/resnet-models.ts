/** The ResNets that there are weights for. */
import type { OptionNames } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { BasicBlock, Bottleneck, RESNET, ResNet, type ResNetOptions } from './resnet.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

/** Weights of ResNet18. */
export const ResNet18_Weights = weightsOf(
  'ResNet18_Weights',
  {
    IMAGENET1K_V1: trained('resnet18-f37072fd.pth', 11_689_512, [69.758, 89.078]),
  },
  'IMAGENET1K_V1',
);
/** Weights of ResNet34. */
export const ResNet34_Weights = weightsOf(
  'ResNet34_Weights',
  {
    IMAGENET1K_V1: trained('resnet34-b627a593.pth', 21_797_672, [73.314, 91.42]),
  },
  'IMAGENET1K_V1',
);
/** Weights of ResNet50. */
export const ResNet50_Weights = weightsOf(
  'ResNet50_Weights',
  {
    IMAGENET1K_V1: trained('resnet50-0676ba61.pth', 25_557_032, [76.13, 92.862]),
    IMAGENET1K_V2: trained('resnet50-11ad3fa6.pth', 25_557_032, [80.858, 95.434], { resize: 232 }),
  },
  'IMAGENET1K_V2',
);
/** Weights of ResNet101. */
export const ResNet101_Weights = weightsOf(
  'ResNet101_Weights',
  {
    IMAGENET1K_V1: trained('resnet101-63fe2227.pth', 44_549_160, [77.374, 93.546]),
    IMAGENET1K_V2: trained('resnet101-cd907fc2.pth', 44_549_160, [81.886, 95.78], { resize: 232 }),
  },
  'IMAGENET1K_V2',
);
/** Weights of ResNet152. */
export const ResNet152_Weights = weightsOf(
  'ResNet152_Weights',
  {
    IMAGENET1K_V1: trained('resnet152-394f9c45.pth', 60_192_808, [78.312, 94.046]),
    IMAGENET1K_V2: trained('resnet152-f82ba261.pth', 60_192_808, [82.284, 96.002], { resize: 232 }),
  },
  'IMAGENET1K_V2',
);
/** Weights of ResNeXt50-32X4D. */
export const ResNeXt50_32X4D_Weights = weightsOf(
  'ResNeXt50_32X4D_Weights',
  {
    IMAGENET1K_V1: trained('resnext50_32x4d-7cdf4587.pth', 25_028_904, [77.618, 93.698]),
    IMAGENET1K_V2: trained('resnext50_32x4d-1a0047aa.pth', 25_028_904, [81.198, 95.34], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V2',
);
/** Weights of ResNeXt101-32X8D. */
export const ResNeXt101_32X8D_Weights = weightsOf(
  'ResNeXt101_32X8D_Weights',
  {
    IMAGENET1K_V1: trained('resnext101_32x8d-8ba56ff5.pth', 88_791_336, [79.312, 94.526]),
    IMAGENET1K_V2: trained('resnext101_32x8d-110c445d.pth', 88_791_336, [82.834, 96.228], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V2',
);
/** Weights of ResNeXt101-64X4D. */
export const ResNeXt101_64X4D_Weights = weightsOf(
  'ResNeXt101_64X4D_Weights',
  {
    IMAGENET1K_V1: trained('resnext101_64x4d-173b62eb.pth', 83_455_272, [83.246, 96.454], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V1',
);
/** Weights of Wide-ResNet50-2. */
export const Wide_ResNet50_2_Weights = weightsOf(
  'Wide_ResNet50_2_Weights',
  {
    IMAGENET1K_V1: trained('wide_resnet50_2-95faca4d.pth', 68_883_240, [78.468, 94.086]),
    IMAGENET1K_V2: trained('wide_resnet50_2-9ba9bcbe.pth', 68_883_240, [81.602, 95.758], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V2',
);
/** Weights of Wide-ResNet101-2. */
export const Wide_ResNet101_2_Weights = weightsOf(
  'Wide_ResNet101_2_Weights',
  {
    IMAGENET1K_V1: trained('wide_resnet101_2-32ee1156.pth', 126_886_696, [78.848, 94.284]),
    IMAGENET1K_V2: trained('wide_resnet101_2-d733dc28.pth', 126_886_696, [82.51, 96.02], {
      resize: 232,
    }),
  },
  'IMAGENET1K_V2',
);

/** What makes some of the models what they are, and is no option of them. */
type Fixed = 'groups' | 'widthPerGroup';
type ModelOptions<Without extends Fixed> = Omit<ResNetOptions, Without>;

function resnet<Name extends string, Without extends Fixed = never>(
  name: string,
  weights: WeightsEnum<Name>,
  block: typeof BasicBlock | typeof Bottleneck,
  layers: readonly [number, number, number, number],
  fixed?: Readonly<Record<Without, number>>,
): Builder<ResNet, ModelOptions<Without>, Name> {
  const options = Object.fromEntries(
    Object.entries(RESNET).filter(([option]) => !(fixed && option in fixed)),
  );
  return builder<ResNet, ModelOptions<Without>, Name>(name, weights, {
    options: options as OptionNames<ModelOptions<Without>>,
    make: (given) => new ResNet(block, layers, { ...given, ...fixed }),
  });
}

/** ResNet-18. */
export const resnet18 = resnet('resnet18', ResNet18_Weights, BasicBlock, [2, 2, 2, 2]);
/** ResNet-34. */
export const resnet34 = resnet('resnet34', ResNet34_Weights, BasicBlock, [3, 4, 6, 3]);
/** ResNet-50. */
export const resnet50 = resnet('resnet50', ResNet50_Weights, Bottleneck, [3, 4, 6, 3]);
/** ResNet-101. */
export const resnet101 = resnet('resnet101', ResNet101_Weights, Bottleneck, [3, 4, 23, 3]);
/** ResNet-152. */
export const resnet152 = resnet('resnet152', ResNet152_Weights, Bottleneck, [3, 8, 36, 3]);
/** ResNeXt-50 of 32 groups. */
export const resnext50_32x4d = resnet(
  'resnext50_32x4d',
  ResNeXt50_32X4D_Weights,
  Bottleneck,
  [3, 4, 6, 3],
  { groups: 32, widthPerGroup: 4 },
);
/** ResNeXt-101 of 32 groups. */
export const resnext101_32x8d = resnet(
  'resnext101_32x8d',
  ResNeXt101_32X8D_Weights,
  Bottleneck,
  [3, 4, 23, 3],
  { groups: 32, widthPerGroup: 8 },
);
/** ResNeXt-101 of 64 groups. */
export const resnext101_64x4d = resnet(
  'resnext101_64x4d',
  ResNeXt101_64X4D_Weights,
  Bottleneck,
  [3, 4, 23, 3],
  { groups: 64, widthPerGroup: 4 },
);
/** ResNet-50 with blocks that are twice as wide inside. */
export const wideResnet50_2 = resnet(
  'wideResnet50_2',
  Wide_ResNet50_2_Weights,
  Bottleneck,
  [3, 4, 6, 3],
  { widthPerGroup: 128 },
);
/** ResNet-101 with blocks that are twice as wide inside. */
export const wideResnet101_2 = resnet(
  'wideResnet101_2',
  Wide_ResNet101_2_Weights,
  Bottleneck,
  [3, 4, 23, 3],
  { widthPerGroup: 128 },
);
