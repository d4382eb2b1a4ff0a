/** AlexNet, as of Krizhevsky 2014 ("One weird trick"). */
import {
  AdaptiveAvgPool2d,
  Conv2d,
  Dropout,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../nn/index.js';
import { type Tensor, withDefaults } from '../tensor/index.js';
import { builder } from './builder.js';
import { trained, weightsOf } from './weights.js';

/** Options of {@link AlexNet}. */
export interface AlexNetOptions {
  /** Default 1000. */
  numClasses?: number;
  /** The probability that a number before a linear layer is dropped. Default 0.5. */
  dropout?: number;
}

const OPTIONS = { numClasses: 1000, dropout: 0.5 };

export interface AlexNet {
  /** The linear layers. */
  get classifier(): Sequential;
  set classifier(layers: Module);
}

/**
 * Images `[batch, 3, height, width]`, of 63 pixels or more, to `[batch, numClasses]`, by `features`, `avgpool` and `classifier`.
 * PyTorch: `torchvision.models.AlexNet`.
 */
export class AlexNet extends Module {
  features: Sequential;
  avgpool: Module;

  constructor(options: AlexNetOptions = {}) {
    super();
    const { numClasses, dropout } = withDefaults('AlexNet', options, OPTIONS);
    this.features = new Sequential(
      new Conv2d(3, 64, 11, { stride: 4, padding: 2 }),
      new ReLU(),
      new MaxPool2d(3, { stride: 2 }),
      new Conv2d(64, 192, 5, { padding: 2 }),
      new ReLU(),
      new MaxPool2d(3, { stride: 2 }),
      new Conv2d(192, 384, 3, { padding: 1 }),
      new ReLU(),
      new Conv2d(384, 256, 3, { padding: 1 }),
      new ReLU(),
      new Conv2d(256, 256, 3, { padding: 1 }),
      new ReLU(),
      new MaxPool2d(3, { stride: 2 }),
    );
    this.avgpool = new AdaptiveAvgPool2d([6, 6]);
    this.classifier = new Sequential(
      new Dropout(dropout),
      new Linear(256 * 6 * 6, 4096),
      new ReLU(),
      new Dropout(dropout),
      new Linear(4096, 4096),
      new ReLU(),
      new Linear(4096, numClasses),
    );
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** Weights of AlexNet. */
export const AlexNet_Weights = weightsOf(
  'AlexNet_Weights',
  {
    IMAGENET1K_V1: trained('alexnet-owt-7be5be79.pth', 61_100_840, [56.522, 79.066]),
  },
  'IMAGENET1K_V1',
);

/** AlexNet. */
export const alexnet = builder('alexnet', AlexNet_Weights, {
  options: OPTIONS,
  make: (options: AlexNetOptions) => new AlexNet(options),
});
