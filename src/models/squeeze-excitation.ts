/** Channels that are weighed by what the whole image shows. See Hu et al. 2017. */
import { AdaptiveAvgPool2d, Conv2d, Module, ReLU, Sigmoid } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';

interface SqueezeExcitationOptions {
  readonly activation?: () => Module;
  readonly scaleActivation?: () => Module;
}

/** PyTorch: `torchvision.ops.SqueezeExcitation`. */
export class SqueezeExcitation extends Module {
  readonly avgpool = new AdaptiveAvgPool2d(1);
  readonly fc1: Conv2d;
  readonly fc2: Conv2d;
  readonly activation: Module;
  readonly scaleActivation: Module;

  constructor(
    inputChannels: number,
    squeezeChannels: number,
    options: SqueezeExcitationOptions = {},
  ) {
    super();
    const { activation = () => new ReLU(), scaleActivation = () => new Sigmoid() } = options;
    this.fc1 = new Conv2d(inputChannels, squeezeChannels, 1);
    this.fc2 = new Conv2d(squeezeChannels, inputChannels, 1);
    this.activation = activation();
    this.scaleActivation = scaleActivation();
    this.nameInState({ scaleActivation: 'scale_activation' });
  }

  /** `[batch, channels, height, width]` */
  forward(x: Tensor): Tensor {
    const squeezed = this.activation(this.fc1(this.avgpool(x)));
    return this.scaleActivation(this.fc2(squeezed)).mul(x);
  }
}
