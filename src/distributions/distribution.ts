/** What all distributions have in common. PyTorch: `torch.distributions.Distribution`. */
import {
  broadcastShapes,
  checkTensor,
  noGrad,
  OptionError,
  ShapeError,
  Tensor,
  tensor,
} from '../tensor/index.js';

/** A tensor whose shape broadcasts, or a number for all. */
export type Parameter = Tensor | number;

/** Numbers drawn by chance, and how likely they are. */
export abstract class Distribution {
  /** The shape of distributions side by side, each with parameters of its own. */
  abstract readonly batchShape: readonly number[];
  /** The shape of what one draw gives: `[]` for numbers. */
  readonly eventShape: readonly number[] = [];

  /** The logarithm of the density, or of the probability, of each value. `[..., ...batchShape, ...eventShape]` gives `[..., ...batchShape]`. */
  abstract logProb(value: Tensor): Tensor;

  /** Draws `[...sampleShape, ...batchShape, ...eventShape]`, with gradients to the parameters. @throws OptionError where there are none. */
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

  /** How much chance there is, in nats, in the shape of the batch. */
  abstract entropy(): Tensor;

  /** The mean, in the shape of batch and event. */
  abstract get mean(): Tensor;

  /** The variance, in the shape of batch and event. */
  abstract get variance(): Tensor;

  /** The standard deviation, in the shape of batch and event. */
  get stddev(): Tensor {
    return this.variance.sqrt();
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

/** Parameters as tensors of one shape. @throws DtypeError for what is neither a tensor nor a number. */
export function together<Count extends readonly Parameter[]>(
  owner: string,
  ...parameters: Count
): { readonly [Place in keyof Count]: Tensor } {
  const all = parameters.map((given) => (typeof given === 'number' ? tensor(given, []) : given));
  for (const one of all) checkTensor(owner, one, 'each parameter');
  const shape = broadcastShapes(...all.map((one) => one.shape));
  const same = (one: Tensor) => (`${one.shape}` === `${shape}` ? one : one.expand(shape));
  return all.map((one) => same(one instanceof Tensor ? one : tensor(one))) as never;
}
