/** Few parameters: narrow layers of 1 x 1 before wider ones. See Iandola et al. 2016. */
import {
  AdaptiveAvgPool2d,
  Conv2d,
  Dropout,
  init,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { cat, OptionError, type Tensor, withDefaults } from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

/** A narrow layer, then two beside each other. */
class Fire extends Module {
  readonly squeeze: Conv2d;
  readonly squeezeActivation = new ReLU();
  readonly expand1x1: Conv2d;
  readonly expand1x1Activation = new ReLU();
  readonly expand3x3: Conv2d;
  readonly expand3x3Activation = new ReLU();

  constructor(inplanes: number, squeeze: number, expand: number) {
    super();
    this.squeeze = new Conv2d(inplanes, squeeze, 1);
    this.expand1x1 = new Conv2d(squeeze, expand, 1);
    this.expand3x3 = new Conv2d(squeeze, expand, 3, { padding: 1 });
    this.nameInState({
      squeezeActivation: 'squeeze_activation',
      expand1x1Activation: 'expand1x1_activation',
      expand3x3Activation: 'expand3x3_activation',
    });
  }

  forward(x: Tensor): Tensor {
    const narrow = this.squeezeActivation(this.squeeze(x));
    const small = this.expand1x1Activation(this.expand1x1(narrow));
    return cat([small, this.expand3x3Activation(this.expand3x3(narrow))], 1);
  }
}

const pool = () => new MaxPool2d(3, { stride: 2, ceilMode: true });

const FEATURES = {
  '1_0': () => [
    new Conv2d(3, 96, 7, { stride: 2 }),
    new ReLU(),
    pool(),
    new Fire(96, 16, 64),
    new Fire(128, 16, 64),
    new Fire(128, 32, 128),
    pool(),
    new Fire(256, 32, 128),
    new Fire(256, 48, 192),
    new Fire(384, 48, 192),
    new Fire(384, 64, 256),
    pool(),
    new Fire(512, 64, 256),
  ],
  '1_1': () => [
    new Conv2d(3, 64, 3, { stride: 2 }),
    new ReLU(),
    pool(),
    new Fire(64, 16, 64),
    new Fire(128, 16, 64),
    pool(),
    new Fire(128, 32, 128),
    new Fire(256, 32, 128),
    pool(),
    new Fire(256, 48, 192),
    new Fire(384, 48, 192),
    new Fire(384, 64, 256),
    new Fire(512, 64, 256),
  ],
};

/** Options of {@link SqueezeNet}. */
export interface SqueezeNetOptions {
  /** Default 1000. */
  numClasses?: number;
  /** The probability that a number before the last layer is dropped. Default 0.5. */
  dropout?: number;
}

const OPTIONS = { numClasses: 1000, dropout: 0.5 };

export interface SqueezeNet {
  /** Dropout, the last convolution, and means of all places. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]`, of 21 pixels or more, to `[batch, numClasses]`, by `features` and `classifier`. PyTorch:
 * `torchvision.models.SqueezeNet`.
 */
export class SqueezeNet extends Module {
  features: Sequential;

  /** @throws OptionError when there is no such version. */
  constructor(version: '1_0' | '1_1' = '1_0', options: SqueezeNetOptions = {}) {
    super();
    const { numClasses, dropout } = withDefaults('SqueezeNet', options, OPTIONS);
    if (!Object.hasOwn(FEATURES, version)) {
      throw new OptionError('SqueezeNet', 'version', version, "'1_0' or '1_1'");
    }
    this.features = new Sequential(...FEATURES[version]());
    const last = new Conv2d(512, numClasses, 1);
    this.classifier = new Sequential(
      new Dropout(dropout),
      last,
      new ReLU(),
      new AdaptiveAvgPool2d([1, 1]),
    );
    for (const layer of this.modules()) {
      if (!(layer instanceof Conv2d)) continue;
      if (layer === last) init.normal_(layer.weight, 0, 0.01);
      else init.kaimingUniform_(layer.weight);
      init.zeros_(layer.bias);
    }
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.features(x)).flatten(1);
  }
}

/** Weights of SqueezeNet1-0. */
export const SqueezeNet1_0_Weights = weightsOf(
  'SqueezeNet1_0_Weights',
  {
    IMAGENET1K_V1: trained('squeezenet1_0-b66bff10.pth', 1_248_424, [58.092, 80.42]),
  },
  'IMAGENET1K_V1',
);
/** Weights of SqueezeNet1-1. */
export const SqueezeNet1_1_Weights = weightsOf(
  'SqueezeNet1_1_Weights',
  {
    IMAGENET1K_V1: trained('squeezenet1_1-b8a52dc0.pth', 1_235_496, [58.178, 80.624]),
  },
  'IMAGENET1K_V1',
);

function squeezenet<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  version: '1_0' | '1_1',
): Builder<SqueezeNet, SqueezeNetOptions, Name> {
  return builder(name, weights, {
    options: OPTIONS,
    make: (options: SqueezeNetOptions) => new SqueezeNet(version, options),
  });
}

/** SqueezeNet 1.0. */
export const squeezenet1_0 = squeezenet('squeezenet1_0', SqueezeNet1_0_Weights, '1_0');
/** SqueezeNet 1.1, which takes less than half as long. */
export const squeezenet1_1 = squeezenet('squeezenet1_1', SqueezeNet1_1_Weights, '1_1');
