/** Where in a picture a layer of convolutions saw the class. */
import { grad } from '../func/index.js';
import { functional, type Module } from '../nn/index.js';
import { Tensor } from '../tensor/index.js';
import { inEvalMode } from '../train/eval-mode.js';
import { AttributionError } from './errors.js';
import { scoreOf, type TargetOptions } from './target.js';

export interface GradCamOptions extends TargetOptions {
  /** The layer whose channels are weighed, most often the last one of convolutions: `net.conv2`. */
  readonly layer: Module;
  /** Leaves out what speaks against the class, as the paper does. Default true. */
  readonly relu?: boolean;
  /** Whether maps get the pictures' height and width, by bilinear interpolation. Default true; else the layer's own. */
  readonly upsample?: boolean;
}

/**
 * A layer's channels, summed with the weights that the score's mean gradient gives them, in eval mode. See Selvaraju
 * et al. 2017; Captum: `LayerGradCam`, which leaves `relu` to its caller.
 *
 * @param images `[batch, channels, height, width]`
 * @returns `[batch, height, width]`
 * @throws AttributionError when the layer isn't given, isn't in the model or gives no pictures, or the model has no such class
 */
export function gradCam(net: Module, images: Tensor, options: GradCamOptions): Tensor {
  const { layer, relu = true, upsample = true } = options ?? {};
  if (layer === undefined) {
    throw new AttributionError(
      'gradCam: name the layer whose channels are weighed, as in gradCam(net, images, { layer: net.conv2 }).',
    );
  }
  if (!net.modules().includes(layer)) {
    throw new AttributionError(
      "gradCam: the layer isn't one of the model's. Pass one of its fields, such as net.conv2.",
    );
  }
  return inEvalMode(net, () => {
    const seen: Tensor[] = [];
    const watching = layer.registerForwardHook((_layer, _inputs, output) => {
      // The pass frees what it does not return.
      if (output instanceof Tensor) seen.push(output.keep());
    });
    const score = withHook(watching, () => scoreOf(net, images, options));
    const activations = seen.at(-1);
    if (activations?.ndim !== 4) {
      const got = activations ? `[${activations.shape.join(', ')}]` : 'no tensor';
      throw new AttributionError(
        `gradCam: the layer must give [batch, channels, height, width] when the model runs; it gave ${got}.`,
      );
    }
    const gradient = grad((given: Tensor) =>
      withHook(
        layer.registerForwardHook(() => given),
        () => score(net(images)),
      ),
    )(activations);
    const weights = gradient.mean([2, 3], { keepdim: true });
    const sum = weights.mul(activations).sum(1, { keepdim: true });
    const map = relu ? sum.relu() : sum;
    if (!upsample) return map.squeeze(1);
    const size = images.shape.slice(2);
    return functional.interpolate(map, { size, mode: 'bilinear' }).squeeze(1);
  });
}

function withHook<T>(hook: { remove(): void }, body: () => T): T {
  try {
    return body();
  } finally {
    hook.remove();
  }
}
