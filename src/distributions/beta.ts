/** Chances that are uncertain themselves. PyTorch: `torch.distributions.Beta`. */
import { asOneOperation, stack, type Tensor } from '../tensor/index.js';
import { Dirichlet } from './dirichlet.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** Numbers from 0 to 1: what the chance of yes may be after about so many times yes and no. Shapes broadcast. */
export class Beta extends Distribution {
  readonly batchShape: readonly number[];
  /** The weight of yes, of large numbers. */
  readonly concentration1: Tensor;
  /** The weight of no, of small numbers. */
  readonly concentration0: Tensor;
  readonly #shares: Dirichlet;

  constructor(concentration1: Parameter, concentration0: Parameter) {
    super();
    [this.concentration1, this.concentration0] = together('Beta', concentration1, concentration0);
    this.batchShape = this.concentration1.shape;
    this.#shares = new Dirichlet(stack([this.concentration1, this.concentration0], -1));
  }

  expand(batchShape: readonly number[]): Beta {
    const [one, zero] = [this.concentration1, this.concentration0];
    return new Beta(one.expand(batchShape), zero.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return this.#shares.rsample(sampleShape).select(-1, 0);
  }

  logProb(value: Tensor): Tensor {
    return this.#shares.logProb(asOneOperation(() => stack([value, value.neg().add(1)], -1)));
  }

  override entropy(): Tensor {
    return this.#shares.entropy();
  }

  override get mean(): Tensor {
    return this.concentration1.div(this.concentration1.add(this.concentration0));
  }

  override get mode(): Tensor {
    return this.#shares.mode.select(-1, 0);
  }

  override get variance(): Tensor {
    const total = this.concentration1.add(this.concentration0);
    return this.concentration1.mul(this.concentration0).div(total.square().mul(total.add(1)));
  }
}
