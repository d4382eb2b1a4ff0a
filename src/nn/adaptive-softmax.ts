/** Softmax over many classes of which few are common. */
import {
  cat,
  checkWhole,
  OptionError,
  ShapeError,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';
import { ModuleList, Sequential } from './containers.js';
import { nllLoss } from './functional/losses/index.js';
import { Linear } from './linear.js';
import { Module } from './module.js';

/** Options of {@link AdaptiveLogSoftmaxWithLoss}. */
export interface AdaptiveLogSoftmaxOptions {
  /** How much smaller the layers of rarer clusters are, each than the one before. Default 4. */
  divValue?: number;
  /** Whether the head has a bias. Default false. */
  headBias?: boolean;
}

/** The log probability of each target, and the mean negative one. */
export interface AdaptiveOutput {
  /** The log probability of each target, `[batch]` or `[]`. */
  readonly output: Tensor;
  /** The mean of the negative outputs, `[]`. */
  readonly loss: Tensor;
}

/**
 * PyTorch: `torch.nn.AdaptiveLogSoftmaxWithLoss`; see {@link https://arxiv.org/abs/1609.04309 | Grave et al. 2017}.
 * Classes must be numbered by how common they are, the most common first. Unlike PyTorch it computes all clusters for
 * all samples, so that a step is always the same program. A class number that does not exist makes the loss NaN.
 *
 * @throws OptionError unless the cutoffs are whole numbers that rise from above 0 to below `nClasses`.
 */
export class AdaptiveLogSoftmaxWithLoss extends Module<
  [input: Tensor, target: Tensor],
  AdaptiveOutput
> {
  /** The size of the input's last dimension. */
  readonly inFeatures: number;
  /** How many classes there are. */
  readonly nClasses: number;
  /** Where each cluster ends; the last one at `nClasses`. */
  readonly cutoffs: readonly number[];
  /** Scores of the common classes and of the clusters. */
  readonly head: Linear;
  /** Scores within each cluster. */
  readonly tail: ModuleList<Sequential>;

  /** @param cutoffs where the common classes end, and each rarer cluster after them */
  constructor(
    inFeatures: number,
    nClasses: number,
    cutoffs: readonly number[],
    options: AdaptiveLogSoftmaxOptions = {},
  ) {
    super();
    const name = 'AdaptiveLogSoftmaxWithLoss';
    const { divValue, headBias } = withDefaults(name, options, { divValue: 4, headBias: false });
    this.inFeatures = checkWhole(name, 'inFeatures', inFeatures, 1);
    this.nClasses = checkWhole(name, 'nClasses', nClasses, 2);
    const rise = cutoffs.every(
      (cutoff, i) => Number.isInteger(cutoff) && cutoff > (cutoffs[i - 1] ?? 0),
    );
    if (cutoffs.length === 0 || !rise || cutoffs[cutoffs.length - 1] >= nClasses) {
      throw new OptionError(
        name,
        'cutoffs',
        `[${cutoffs.join(', ')}]`,
        `whole numbers that rise from above 0 to below nClasses = ${nClasses}`,
      );
    }
    this.cutoffs = [...cutoffs, nClasses];
    this.head = new Linear(inFeatures, cutoffs[0] + cutoffs.length, { bias: headBias });
    const clusters = cutoffs.map((cutoff, i) => {
      const hidden = Math.floor(inFeatures / divValue ** (i + 1));
      return new Sequential(
        new Linear(inFeatures, checkWhole(name, `the size of cluster ${i}`, hidden, 1), {
          bias: false,
        }),
        new Linear(hidden, this.cutoffs[i + 1] - cutoff, { bias: false }),
      );
    });
    this.tail = new ModuleList(clusters);
  }

  /**
   * The log probability of each target, and their loss.
   * @param input `[batch, inFeatures]` or `[inFeatures]`
   * @param target class numbers, int32 `[batch]` or `[]`
   * @throws ShapeError unless there is one target for each input.
   */
  forward(input: Tensor, target: Tensor): AdaptiveOutput {
    if (input.ndim !== target.ndim + 1) {
      throw new ShapeError(
        'AdaptiveLogSoftmaxWithLoss',
        [input.shape, target.shape],
        `AdaptiveLogSoftmaxWithLoss got an input of shape [${input.shape.join(', ')}] and a target of shape ` +
          `[${target.shape.join(', ')}].\n  For an input [batch, ${this.inFeatures}] the target is class numbers, [batch].`,
      );
    }
    const isBatch = target.ndim === 1;
    const logs = this.logProb(isBatch ? input : input.unsqueeze(0));
    const output = nllLoss(logs, isBatch ? target : target.unsqueeze(0), {
      reduction: 'none',
    }).neg();
    return { output: isBatch ? output : output.squeeze(0), loss: output.mean().neg() };
  }

  /** The log probabilities of all classes, `[batch, nClasses]`, for an input `[batch, inFeatures]`. */
  logProb(input: Tensor): Tensor {
    const [shortlist] = this.cutoffs;
    const head = this.head(input).logSoftmax(1);
    const rare = [...this.tail].map((cluster, i) =>
      cluster(input)
        .logSoftmax(1)
        .add(head.narrow(1, shortlist + i, 1)),
    );
    return cat([head.narrow(1, 0, shortlist), ...rare], 1);
  }

  /** The most probable class of each sample, int32 `[batch]`. */
  predict(input: Tensor): Tensor {
    return this.logProb(input).argmax(1);
  }
}
