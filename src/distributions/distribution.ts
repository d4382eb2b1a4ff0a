/** What all distributions have in common. PyTorch: `torch.distributions.Distribution`. */
import { noGrad, OptionError, ShapeError, type Tensor } from '../tensor/index.js';

/** What samples say of a distribution where there is no formula. */
const BY_SAMPLES = {
  entropy: 'sample([n]) and logProb(...).mean(0).neg() estimate it.',
  mean: 'sample([n]).mean(0) estimates it.',
  variance: 'sample([n]).var(0) estimates it.',
};

/** Numbers drawn by chance, and how likely they are. */
export abstract class Distribution {
  /** The shape of distributions side by side, each with parameters of its own. */
  abstract readonly batchShape: readonly number[];
  /** The shape of what one draw gives: `[]` for numbers. */
  readonly eventShape: readonly number[] = [];

  /** The logarithm of the density, or of the probability, of each value. `[..., ...batchShape, ...eventShape]` gives `[..., ...batchShape]`. */
  abstract logProb(value: Tensor): Tensor;

  /**
   * Draws `[...sampleShape, ...batchShape, ...eventShape]`, with gradients to the parameters.
   * @throws OptionError where there are none.
   */
  rsample(_sampleShape: readonly number[] = []): Tensor {
    throw new OptionError(
      this.constructor.name,
      'rsample',
      'a draw without a gradient',
      'sample(): a choice can not be moved by its chances a little. Learn by logProb(sample)',
    );
  }

  /** Draws `[...sampleShape, ...batchShape, ...eventShape]`. */
  sample(sampleShape: readonly number[] = []): Tensor {
    return noGrad(() => this.rsample(sampleShape).detach());
  }

  /**
   * The same distributions in a larger batch.
   * @throws ShapeError where the shape of the batch doesn't broadcast to that.
   */
  abstract expand(batchShape: readonly number[]): Distribution;

  /**
   * How likely it is that a number is at most the value, `[..., ...batchShape]`.
   * @throws OptionError where there is no formula.
   */
  cdf(_value: Tensor): Tensor {
    throw this.lacks('cdf');
  }

  /**
   * The value that a number is at most with this probability, `[..., ...batchShape]`: `cdf` backwards.
   * @throws OptionError where there is no formula.
   */
  icdf(_probability: Tensor): Tensor {
    throw this.lacks('icdf');
  }

  /**
   * All values that there are, along a new first dimension: `[values, ...batchShape, ...eventShape]`.
   * @throws OptionError where they can't be counted.
   */
  enumerateSupport(): Tensor {
    throw this.lacks('enumerateSupport', 'Only finitely many values can be counted.');
  }

  /** How much chance there is, in nats, in the shape of the batch. @throws OptionError where there is no formula. */
  entropy(): Tensor {
    throw this.lacks('entropy', BY_SAMPLES.entropy);
  }

  /** e to the entropy: as many equally likely values have as much chance. */
  perplexity(): Tensor {
    return this.entropy().exp();
  }

  /** The mean, in the shape of batch and event. @throws OptionError where there is no formula. */
  get mean(): Tensor {
    throw this.lacks('mean', BY_SAMPLES.mean);
  }

  /** The most likely value, in the shape of batch and event. @throws OptionError where there is no formula. */
  get mode(): Tensor {
    throw this.lacks('mode');
  }

  /** The variance, in the shape of batch and event. @throws OptionError where there is no formula. */
  get variance(): Tensor {
    throw this.lacks('variance', BY_SAMPLES.variance);
  }

  /** The standard deviation, in the shape of batch and event. */
  get stddev(): Tensor {
    return this.variance.sqrt();
  }

  /** What to throw for what a kind of distributions has no formula for. */
  protected lacks(what: string, instead = ''): OptionError {
    const owner = this.constructor.name;
    const error = new OptionError(owner, what, undefined, 'one with a formula');
    error.message = `${owner}: there is no formula for its ${what}. ${instead}`.trimEnd();
    return error;
  }

  /** The shape of a draw. @throws ShapeError for what is no list. */
  protected shapeOf(sampleShape: readonly number[]): number[] {
    if (!Array.isArray(sampleShape)) {
      throw new ShapeError(
        this.constructor.name,
        [],
        `${this.constructor.name}: the shape of a sample is a list, as sample([3]), got ${String(sampleShape)}.`,
      );
    }
    return [...sampleShape, ...this.batchShape, ...this.eventShape];
  }
}
