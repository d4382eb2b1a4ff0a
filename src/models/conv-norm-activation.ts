/** A convolution, a normalization and an activation, as most of the families are made of. */
import { BatchNorm2d, Conv2d, type Module, ReLU, Sequential } from '../nn/index.js';

/** Makes the normalization of so many channels. */
export type NormLayer = (channels: number) => Module;

export const batchNorm: NormLayer = (channels) => new BatchNorm2d(channels);

interface ConvNormActivationOptions {
  readonly kernelSize?: number;
  readonly stride?: number;
  /** Default: what keeps the image's size where the stride is 1. */
  readonly padding?: number;
  readonly groups?: number;
  readonly dilation?: number;
  readonly bias?: boolean;
  readonly normLayer?: NormLayer;
  /** Makes the activation; null for none. */
  readonly activation?: (() => Module) | null;
}

/** PyTorch: `torchvision.ops.Conv2dNormActivation`. */
export class Conv2dNormActivation extends Sequential {
  constructor(inChannels: number, outChannels: number, options: ConvNormActivationOptions = {}) {
    const { kernelSize = 3, stride = 1, groups = 1, dilation = 1, bias = false } = options;
    const { normLayer = batchNorm, activation = () => new ReLU() } = options;
    const padding = options.padding ?? Math.floor((kernelSize - 1) / 2) * dilation;
    super(
      new Conv2d(inChannels, outChannels, kernelSize, { stride, padding, groups, dilation, bias }),
      normLayer(outChannels),
      ...(activation ? [activation()] : []),
    );
  }
}
