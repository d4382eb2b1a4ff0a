/** Shares of a whole. PyTorch: `torch.distributions.Dirichlet`. */
import {
  arange,
  asOneOperation,
  checkTensor,
  ShapeError,
  type Tensor,
  where,
} from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { dirichletDraws } from './gamma-draws.js';

/**
 * Numbers from 0 to 1 that sum to 1, `[..., parts]`: the larger a part's concentration, the larger its share.
 * @throws ShapeError when there is no dimension of parts.
 */
export class Dirichlet extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];

  constructor(
    /** `[..., parts]`, above 0. */
    readonly concentration: Tensor,
  ) {
    super();
    checkTensor('Dirichlet', concentration, 'the concentration');
    if (concentration.ndim < 1) {
      const text = 'Dirichlet: concentrations must be [..., parts], got [].';
      throw new ShapeError('Dirichlet', [concentration.shape], text);
    }
    this.batchShape = concentration.shape.slice(0, -1);
    this.eventShape = concentration.shape.slice(-1);
  }

  expand(batchShape: readonly number[]): Dirichlet {
    return new Dirichlet(this.concentration.expand([...batchShape, ...this.eventShape]));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return dirichletDraws(this.concentration.expand(this.shapeOf(sampleShape)));
  }

  /** `[..., parts]` gives `[...]`. */
  logProb(value: Tensor): Tensor {
    return asOneOperation(() =>
      this.concentration
        .sub(1)
        .xlogy(value)
        .sum(-1)
        .add(this.concentration.sum(-1).lgamma())
        .sub(this.concentration.lgamma().sum(-1)),
    );
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const [parts] = this.eventShape;
      const total = this.concentration.sum(-1);
      const bend = this.concentration.sub(1).mul(this.concentration.digamma()).sum(-1);
      const ofTotal = total.neg().add(parts).mul(total.digamma());
      return this.concentration.lgamma().sum(-1).sub(total.lgamma()).sub(ofTotal).sub(bend);
    });
  }

  override get mean(): Tensor {
    return this.concentration.div(this.concentration.sum(-1, { keepdim: true }));
  }

  /** Where all concentrations are below 1, a corner: one of those most likely. */
  override get mode(): Tensor {
    const above = this.concentration.sub(1).clamp({ min: 0 });
    const inside = above.div(above.sum(-1, { keepdim: true }));
    const [parts] = this.eventShape;
    const first = inside.nanToNum().argmax(-1, { keepdim: true });
    const corner = arange(parts).eq(first).float();
    return where(this.concentration.lt(1).all(-1, { keepdim: true }), corner, inside);
  }

  override get variance(): Tensor {
    const total = this.concentration.sum(-1, { keepdim: true });
    return this.concentration
      .mul(total.sub(this.concentration))
      .div(total.square().mul(total.add(1)));
  }
}
