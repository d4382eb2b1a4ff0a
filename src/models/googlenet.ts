/** GoogLeNet: convolutions of several sizes beside each other. See Szegedy et al. 2014. */
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  Dropout,
  functional,
  init,
  Linear,
  MaxPool2d,
  Module,
  Sequential,
} from '../nn/index.js';
import { cat, type Tensor, tensor, withDefaults } from '../tensor/index.js';
import { builder } from './builder.js';
import { trained, weightsOf } from './weights.js';

interface ConvOptions {
  readonly stride?: number;
  readonly padding?: number;
}

class BasicConv2d extends Module {
  readonly conv: Conv2d;
  readonly bn: BatchNorm2d;

  constructor(from: number, to: number, kernelSize: number, options: ConvOptions = {}) {
    super();
    this.conv = new Conv2d(from, to, kernelSize, { ...options, bias: false });
    this.bn = new BatchNorm2d(to, { eps: 1e-3 });
  }

  forward(x: Tensor): Tensor {
    return this.bn(this.conv(x)).relu();
  }
}

/** Of the four branches, where two numbers are for a narrow layer and the one behind it. */
type Channels = readonly [number, readonly [number, number], readonly [number, number], number];

class Inception extends Module {
  readonly branch1: BasicConv2d;
  readonly branch2: Sequential;
  readonly branch3: Sequential;
  readonly branch4: Sequential;

  constructor(from: number, [one, two, three, pooled]: Channels) {
    super();
    const narrowed = ([narrow, to]: readonly [number, number]) =>
      new Sequential(
        new BasicConv2d(from, narrow, 1),
        new BasicConv2d(narrow, to, 3, { padding: 1 }),
      );
    this.branch1 = new BasicConv2d(from, one, 1);
    this.branch2 = narrowed(two);
    // The paper has kernels of 5 x 5 here; the weights that there are, are of these.
    this.branch3 = narrowed(three);
    this.branch4 = new Sequential(
      new MaxPool2d(3, { stride: 1, padding: 1, ceilMode: true }),
      new BasicConv2d(from, pooled, 1),
    );
  }

  forward(x: Tensor): Tensor {
    return cat([this.branch1(x), this.branch2(x), this.branch3(x), this.branch4(x)], 1);
  }
}

/** Classifies what is known halfway, so that gradients reach the first layers. */
class InceptionAux extends Module {
  readonly conv: BasicConv2d;
  readonly fc1: Linear;
  fc2: Linear;
  readonly dropout: Dropout;

  constructor(from: number, numClasses: number, dropout: number) {
    super();
    this.conv = new BasicConv2d(from, 128, 1);
    this.fc1 = new Linear(2048, 1024);
    this.fc2 = new Linear(1024, numClasses);
    this.dropout = new Dropout(dropout);
  }

  forward(x: Tensor): Tensor {
    const features = this.conv(functional.adaptiveAvgPool2d(x, [4, 4])).flatten(1);
    return this.fc2(this.dropout(this.fc1(features).relu()));
  }
}

/** What a {@link GoogLeNet} with auxiliary classifiers gives while it trains; each is `[batch, numClasses]`. */
export interface GoogLeNetOutputs {
  /** Of the model itself. */
  readonly logits: Tensor;
  /** Of the later auxiliary classifier. */
  readonly auxLogits2: Tensor;
  /** Of the earlier one. */
  readonly auxLogits1: Tensor;
}

/** Options of {@link GoogLeNet}. */
export interface GoogLeNetOptions {
  /** Default 1000. */
  numClasses?: number;
  /** Whether there are auxiliary classifiers for training. Default true, false with trained weights. */
  auxLogits?: boolean;
  /** Whether images that are normalized as torchvision does are normalized as the weights need it. Default false, true with trained weights. */
  transformInput?: boolean;
  /** Whether weights are drawn as in the paper's code, not as layers draw them. Default true. */
  initWeights?: boolean;
  /** The probability that a number before the last layer is dropped. Default 0.2. */
  dropout?: number;
  /** The same in auxiliary classifiers. Default 0.7. */
  dropoutAux?: number;
}

const OPTIONS = {
  numClasses: 1000,
  auxLogits: true,
  transformInput: false,
  initWeights: true,
  dropout: 0.2,
  dropoutAux: 0.7,
};

const pool = (kernelSize: number) => new MaxPool2d(kernelSize, { stride: 2, ceilMode: true });

export interface GoogLeNet {
  /** The last layer, to be replaced for other classes. */
  get fc(): Linear;
  set fc(layer: Module);
}

/**
 * Images `[batch, 3, height, width]`, of 15 pixels or more, to `[batch, numClasses]`; with auxiliary classifiers to
 * {@link GoogLeNetOutputs} while it trains. The way is `conv1`, `maxpool1`, `conv2`, `conv3`, `maxpool2`, `inception3a`, `inception3b`,
 * `maxpool3`, `inception4a`, `inception4b`, `inception4c`, `inception4d`, `inception4e`, `maxpool4`, `inception5a`, `inception5b`, `avgpool`,
 * `dropout`, `fc`. PyTorch: `torchvision.models.GoogLeNet`.
 */
export class GoogLeNet extends Module {
  auxLogits: boolean;
  readonly transformInput: boolean;
  conv1: BasicConv2d;
  maxpool1: Module;
  conv2: BasicConv2d;
  conv3: BasicConv2d;
  maxpool2: Module;
  inception3a: Inception;
  inception3b: Inception;
  maxpool3: Module;
  inception4a: Inception;
  inception4b: Inception;
  inception4c: Inception;
  inception4d: Inception;
  inception4e: Inception;
  maxpool4: Module;
  inception5a: Inception;
  inception5b: Inception;
  /** The earlier auxiliary classifier. */
  aux1: InceptionAux | undefined;
  /** The later one. */
  aux2: InceptionAux | undefined;
  avgpool: Module;
  dropout: Dropout;

  constructor(options: GoogLeNetOptions = {}) {
    super();
    const { numClasses, auxLogits, transformInput, initWeights, ...rest } = withDefaults(
      'GoogLeNet',
      options,
      OPTIONS,
    );
    this.auxLogits = auxLogits;
    this.transformInput = transformInput;
    this.conv1 = new BasicConv2d(3, 64, 7, { stride: 2, padding: 3 });
    this.maxpool1 = pool(3);
    this.conv2 = new BasicConv2d(64, 64, 1);
    this.conv3 = new BasicConv2d(64, 192, 3, { padding: 1 });
    this.maxpool2 = pool(3);
    this.inception3a = new Inception(192, [64, [96, 128], [16, 32], 32]);
    this.inception3b = new Inception(256, [128, [128, 192], [32, 96], 64]);
    this.maxpool3 = pool(3);
    this.inception4a = new Inception(480, [192, [96, 208], [16, 48], 64]);
    this.inception4b = new Inception(512, [160, [112, 224], [24, 64], 64]);
    this.inception4c = new Inception(512, [128, [128, 256], [24, 64], 64]);
    this.inception4d = new Inception(512, [112, [144, 288], [32, 64], 64]);
    this.inception4e = new Inception(528, [256, [160, 320], [32, 128], 128]);
    this.maxpool4 = pool(2);
    this.inception5a = new Inception(832, [256, [160, 320], [32, 128], 128]);
    this.inception5b = new Inception(832, [384, [192, 384], [48, 128], 128]);
    if (auxLogits) {
      this.aux1 = new InceptionAux(512, numClasses, rest.dropoutAux);
      this.aux2 = new InceptionAux(528, numClasses, rest.dropoutAux);
    }
    this.avgpool = new AdaptiveAvgPool2d([1, 1]);
    this.dropout = new Dropout(rest.dropout);
    this.fc = new Linear(1024, numClasses);
    if (!initWeights) return;
    for (const layer of this.modules()) {
      if (layer instanceof Conv2d || layer instanceof Linear) {
        init.truncNormal_(layer.weight, { std: 0.01 });
      }
    }
  }

  forward(images: Tensor): Tensor | GoogLeNetOutputs {
    const x = this.transformInput ? inUnits(images) : images;
    const stem = this.conv3(this.conv2(this.maxpool1(this.conv1(x))));
    const third = this.inception3b(this.inception3a(this.maxpool2(stem)));
    const early = this.inception4a(this.maxpool3(third));
    const isTraining = this.training && this.auxLogits;
    const auxLogits1 = isTraining ? this.aux1?.(early) : undefined;
    const late = this.inception4d(this.inception4c(this.inception4b(early)));
    const auxLogits2 = isTraining ? this.aux2?.(late) : undefined;
    const fifth = this.inception5a(this.maxpool4(this.inception4e(late)));
    const features = this.avgpool(this.inception5b(fifth)).flatten(1);
    const logits = this.fc(this.dropout(features));
    return auxLogits1 && auxLogits2 ? { logits, auxLogits2, auxLogits1 } : logits;
  }
}

/** From torchvision's means and spreads to 0.5 and 0.5, channel by channel. */
function inUnits(x: Tensor): Tensor {
  const perChannel = (values: readonly number[]) => tensor(values, [1, 3, 1, 1]);
  const scale = perChannel([0.229 / 0.5, 0.224 / 0.5, 0.225 / 0.5]);
  const shift = perChannel([(0.485 - 0.5) / 0.5, (0.456 - 0.5) / 0.5, (0.406 - 0.5) / 0.5]);
  return x.mul(scale).add(shift);
}

/** Weights of GoogLeNet. */
export const GoogLeNet_Weights = weightsOf(
  'GoogLeNet_Weights',
  {
    IMAGENET1K_V1: trained('googlenet-1378be20.pth', 6_624_904, [69.778, 89.53]),
  },
  'IMAGENET1K_V1',
);

/** GoogLeNet, which is Inception v1. */
export const googlenet = builder('googlenet', GoogLeNet_Weights, {
  options: OPTIONS,
  make: (options: GoogLeNetOptions, weights) =>
    new GoogLeNet(
      weights ? { transformInput: true, ...options, auxLogits: true, initWeights: false } : options,
    ),
  finish: (model, { auxLogits }) => {
    if (auxLogits) return;
    model.auxLogits = false;
    model.aux1 = undefined;
    model.aux2 = undefined;
  },
});
