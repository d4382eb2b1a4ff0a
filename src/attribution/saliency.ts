/** Which inputs the score of a class depends on: its gradient by them. */
import { grad } from '../func/index.js';
import type { Module } from '../nn/index.js';
import { Generator } from '../random/index.js';
import { noGrad, openIteration, type Tensor, tensor } from '../tensor/index.js';
import { inEvalMode } from '../train/eval-mode.js';
import { AttributionError } from './errors.js';
import { type Score, scoreOf, type TargetOptions } from './target.js';

export interface SaliencyOptions extends TargetOptions {
  /** The gradient's size without its sign. Default true. */
  readonly abs?: boolean;
}

/**
 * How much a small change of each input would change the score of a class, in eval mode. Of a classifier the score is
 * the logit. See Simonyan, Vedaldi & Zisserman 2014; Captum: `Saliency`.
 *
 * @param inputs `[batch, ...]`
 * @returns of the inputs' shape
 * @throws AttributionError when the model has no such class
 */
export function saliency(net: Module, inputs: Tensor, options: SaliencyOptions = {}): Tensor {
  return inEvalMode(net, () => gradientBy(net, scoreOf(net, inputs, options), options)(inputs));
}

export interface SmoothGradOptions extends SaliencyOptions {
  /** How many noisy copies of the inputs. Default 25. */
  readonly samples?: number;
  /** The noise's standard deviation. Default: 0.15 of the distance from the least input to the greatest. */
  readonly stdev?: number;
  /** The same seed gives the same noise. Default 0. */
  readonly seed?: number;
}

/**
 * The mean saliency of noisy copies of the inputs, which is less speckled than that of the inputs alone. The classes are
 * those of the inputs without noise. See Smilkov et al. 2017; Captum: `NoiseTunnel(Saliency(net))`.
 *
 * @param inputs `[batch, ...]`
 * @returns of the inputs' shape
 * @throws AttributionError when the model has no such class, or an option is out of range
 */
export function smoothGrad(net: Module, inputs: Tensor, options: SmoothGradOptions = {}): Tensor {
  const { samples = 25, seed = 0 } = options;
  if (!Number.isInteger(samples) || samples < 1) {
    throw new AttributionError(`smoothGrad: samples is ${samples}; it must be 1 or more.`);
  }
  const { stdev = noGrad(() => 0.15 * inputs.amax().sub(inputs.amin()).item()) } = options;
  if (!(stdev >= 0)) {
    throw new AttributionError(`smoothGrad: stdev is ${stdev}; it must be 0 or more.`);
  }
  return inEvalMode(net, () => {
    const gradient = gradientBy(net, scoreOf(net, inputs, options), options);
    const generator = new Generator(seed);
    const sums = new Float64Array(inputs.numel());
    for (let i = 0; i < samples; i++) {
      const iteration = openIteration();
      const noise = tensor(generator.normals(sums.length, 0, stdev), inputs.shape);
      gradient(inputs.add(noise))
        .dataSync()
        .forEach((value, at) => {
          sums[at] += value;
        });
      iteration.end();
    }
    return tensor(
      Float32Array.from(sums, (sum) => sum / samples),
      inputs.shape,
    );
  });
}

function gradientBy(net: Module, score: Score, { abs = true }: SaliencyOptions) {
  const gradient = grad((inputs: Tensor) => score(net(inputs)));
  return (inputs: Tensor) => (abs ? gradient(inputs).abs() : gradient(inputs));
}
