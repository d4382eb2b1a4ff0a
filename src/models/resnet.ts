/** Residual networks (He et al. 2015), ResNeXt (Xie et al. 2016) and wide ones (Zagoruyko & Komodakis 2016). */
import {
  AdaptiveAvgPool2d,
  Conv2d,
  init,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { OptionError, type Tensor, withDefaults } from '../tensor/index.js';
import { batchNorm, type NormLayer } from './conv-norm-activation.js';
import { byFanOut } from './draw-weights.js';

interface BlockOptions {
  readonly stride?: number;
  readonly downsample?: Sequential;
  readonly groups?: number;
  readonly baseWidth?: number;
  readonly dilation?: number;
  readonly normLayer?: NormLayer;
}

interface ConvOptions {
  readonly stride?: number;
  readonly groups?: number;
  readonly dilation?: number;
}

const conv3x3 = (from: number, to: number, { dilation = 1, ...options }: ConvOptions = {}) =>
  new Conv2d(from, to, 3, { padding: dilation, dilation, ...options, bias: false });

const conv1x1 = (from: number, to: number, stride = 1) =>
  new Conv2d(from, to, 1, { stride, bias: false });

/**
 * Two convolutions beside which the input passes: `[batch, channels, height, width]`. For ResNet-18 and 34. They are `conv1` with `bn1`,
 * and `conv2` with `bn2`; `relu` follows both.
 */
export class BasicBlock extends Module {
  /** How many times `planes` come out. */
  static readonly expansion: number = 1;
  readonly conv1: Conv2d;
  readonly bn1: Module;
  readonly relu: ReLU;
  readonly conv2: Conv2d;
  readonly bn2: Module;
  /** Brings the input to the shape of the output, where these differ. */
  readonly downsample: Sequential | undefined;

  /** @throws OptionError for what only a {@link Bottleneck} can have. */
  constructor(inplanes: number, planes: number, options: BlockOptions = {}) {
    super();
    const { stride, downsample, normLayer = batchNorm } = options;
    for (const [option, only] of [
      ['groups', 1],
      ['baseWidth', 64],
      ['dilation', 1],
    ] as const) {
      const value = options[option] ?? only;
      if (value !== only) throw new OptionError('BasicBlock', option, value, `${only}`);
    }
    this.conv1 = conv3x3(inplanes, planes, { stride });
    this.bn1 = normLayer(planes);
    this.relu = new ReLU();
    this.conv2 = conv3x3(planes, planes);
    this.bn2 = normLayer(planes);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    const inner = this.relu(this.bn1(this.conv1(x)));
    const out = this.bn2(this.conv2(inner));
    return this.relu(out.add(this.downsample ? this.downsample(x) : x));
  }
}

/**
 * A convolution between two that narrow and widen the channels: `[batch, channels, height, width]`. The stride is that of the
 * middle one, which is known as ResNet v1.5. They are `conv1` with `bn1`, `conv2` with `bn2` and `conv3` with `bn3`; `relu` follows each.
 */
export class Bottleneck extends Module {
  /** How many times `planes` come out. */
  static readonly expansion: number = 4;
  readonly conv1: Conv2d;
  readonly bn1: Module;
  readonly conv2: Conv2d;
  readonly bn2: Module;
  readonly conv3: Conv2d;
  readonly bn3: Module;
  readonly relu: ReLU;
  /** Brings the input to the shape of the output, where these differ. */
  readonly downsample: Sequential | undefined;

  constructor(inplanes: number, planes: number, options: BlockOptions = {}) {
    super();
    const { stride, downsample, dilation, normLayer = batchNorm } = options;
    const { groups = 1, baseWidth = 64 } = options;
    const width = Math.floor(planes * (baseWidth / 64)) * groups;
    this.conv1 = conv1x1(inplanes, width);
    this.bn1 = normLayer(width);
    this.conv2 = conv3x3(width, width, { stride, groups, dilation });
    this.bn2 = normLayer(width);
    this.conv3 = conv1x1(width, planes * Bottleneck.expansion);
    this.bn3 = normLayer(planes * Bottleneck.expansion);
    this.relu = new ReLU();
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    const narrow = this.relu(this.bn1(this.conv1(x)));
    const inner = this.relu(this.bn2(this.conv2(narrow)));
    const out = this.bn3(this.conv3(inner));
    return this.relu(out.add(this.downsample ? this.downsample(x) : x));
  }
}

/** Options of {@link ResNet}. */
export interface ResNetOptions {
  /** Default 1000. */
  numClasses?: number;
  /** Whether each block begins as if it were not there. Default false. */
  zeroInitResidual?: boolean;
  /** Parts of the channels that don't see each other, in a {@link Bottleneck}. Default 1. */
  groups?: number;
  /** Default 64. */
  widthPerGroup?: number;
  /** Whether layers 2, 3 and 4 see farther instead of making images smaller. Default: none does. */
  replaceStrideWithDilation?: readonly [boolean, boolean, boolean];
  /** Makes the normalization of so many channels. Default: `BatchNorm2d`. */
  normLayer?: NormLayer;
}

export const RESNET = {
  numClasses: 1000,
  zeroInitResidual: false,
  groups: 1,
  widthPerGroup: 64,
  replaceStrideWithDilation: [false, false, false],
  normLayer: batchNorm,
} as const;

export interface ResNet {
  /** The last layer, to be replaced for other classes. */
  get fc(): Linear;
  set fc(layer: Module);
}

/**
 * Images `[batch, 3, height, width]` to `[batch, numClasses]`, by `conv1`, `bn1`, `relu`, `maxpool`, the blocks of `layer1`, `layer2`, `layer3`
 * and `layer4`, `avgpool` and `fc`. PyTorch: `torchvision.models.ResNet`.
 */
export class ResNet extends Module {
  conv1: Conv2d;
  bn1: Module;
  relu: ReLU;
  maxpool: Module;
  layer1: Sequential;
  layer2: Sequential;
  layer3: Sequential;
  layer4: Sequential;
  avgpool: Module;

  /** @param layers how many blocks there are in each of the four layers */
  constructor(
    block: typeof BasicBlock | typeof Bottleneck,
    layers: readonly [number, number, number, number],
    options: ResNetOptions = {},
  ) {
    super();
    const { numClasses, zeroInitResidual, groups, widthPerGroup, normLayer, ...rest } =
      withDefaults('ResNet', options, RESNET);
    let inplanes = 64;
    let dilation = 1;
    const stage = (planes: number, blocks: number, stride: number, dilate = false) => {
      const first = { stride, dilation };
      if (dilate) {
        dilation *= stride;
        first.stride = 1;
      }
      const outplanes = planes * block.expansion;
      const downsample =
        first.stride === 1 && inplanes === outplanes
          ? undefined
          : new Sequential(conv1x1(inplanes, outplanes, first.stride), normLayer(outplanes));
      return new Sequential(
        ...Array.from({ length: blocks }, (_, i) => {
          const own = i === 0 ? { ...first, downsample } : { dilation };
          const made = new block(inplanes, planes, {
            groups,
            baseWidth: widthPerGroup,
            normLayer,
            ...own,
          });
          inplanes = outplanes;
          return made;
        }),
      );
    };
    const [dilate2, dilate3, dilate4] = rest.replaceStrideWithDilation;
    this.conv1 = new Conv2d(3, inplanes, 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = normLayer(inplanes);
    this.relu = new ReLU();
    this.maxpool = new MaxPool2d(3, { stride: 2, padding: 1 });
    this.layer1 = stage(64, layers[0], 1);
    this.layer2 = stage(128, layers[1], 2, dilate2);
    this.layer3 = stage(256, layers[2], 2, dilate3);
    this.layer4 = stage(512, layers[3], 2, dilate4);
    this.avgpool = new AdaptiveAvgPool2d([1, 1]);
    this.fc = new Linear(512 * block.expansion, numClasses);
    for (const module of this.modules()) if (module instanceof Conv2d) byFanOut(module.weight);
    if (zeroInitResidual) this.#muteBlocks();
  }

  /** Each block adds nothing at first. See Goyal et al. 2017. */
  #muteBlocks(): void {
    for (const module of this.modules()) {
      const last =
        module instanceof Bottleneck
          ? module.bn3
          : module instanceof BasicBlock
            ? module.bn2
            : undefined;
      const weight = last?.namedParameters().find(([name]) => name === 'weight');
      if (weight) init.zeros_(weight[1]);
    }
  }

  forward(x: Tensor): Tensor {
    const stem = this.maxpool(this.relu(this.bn1(this.conv1(x))));
    const features = this.layer4(this.layer3(this.layer2(this.layer1(stem))));
    return this.fc(this.avgpool(features).flatten(1));
  }
}
