/** Distributions side by side as one of all. PyTorch: `torch.distributions.Independent`. */
import { asOneOperation, OptionError, type Tensor } from '../tensor/index.js';
import { Distribution } from './distribution.js';

/**
 * Takes the last dimensions of a batch as parts of one draw: `logProb` sums over them.
 * @throws OptionError when the batch has not so many dimensions.
 */
export class Independent extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];

  constructor(
    /** The distributions side by side. */
    readonly baseDist: Distribution,
    /** How many dimensions of the batch become those of the event. */
    readonly reinterpretedBatchNdims: number,
  ) {
    super();
    const { batchShape, eventShape } = baseDist;
    const count = reinterpretedBatchNdims;
    if (!Number.isInteger(count) || count < 0 || count > batchShape.length) {
      const wanted = `a whole number from 0 to ${batchShape.length}`;
      throw new OptionError('Independent', 'reinterpretedBatchNdims', count, wanted);
    }
    const place = batchShape.length - count;
    this.batchShape = batchShape.slice(0, place);
    this.eventShape = [...batchShape.slice(place), ...eventShape];
  }

  expand(batchShape: readonly number[]): Independent {
    const { eventShape } = this.baseDist;
    const inner = this.eventShape.slice(0, this.eventShape.length - eventShape.length);
    return new Independent(
      this.baseDist.expand([...batchShape, ...inner]),
      this.reinterpretedBatchNdims,
    );
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return this.baseDist.rsample(sampleShape);
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    return this.baseDist.sample(sampleShape);
  }

  logProb(value: Tensor): Tensor {
    return this.#summed(this.baseDist.logProb(value));
  }

  override entropy(): Tensor {
    return this.#summed(this.baseDist.entropy());
  }

  override get mean(): Tensor {
    return this.baseDist.mean;
  }

  override get mode(): Tensor {
    return this.baseDist.mode;
  }

  override get variance(): Tensor {
    return this.baseDist.variance;
  }

  #summed(values: Tensor): Tensor {
    const dims = Array.from({ length: this.reinterpretedBatchNdims }, (_, i) => -1 - i);
    return dims.length === 0 ? values : asOneOperation(() => values.sum(dims));
  }
}
