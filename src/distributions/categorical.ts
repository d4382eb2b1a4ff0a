/** One of several classes. PyTorch: `torch.distributions.Categorical`. */
import {
  arange,
  asOneOperation,
  multinomial,
  noGrad,
  ShapeError,
  sizeOf,
  type Tensor,
  tensor,
} from '../tensor/index.js';
import { chancesOf, clamped, expanded, type GivenChances, type KnownChances } from './chances.js';
import { Distribution } from './distribution.js';

/**
 * Class numbers by their chances: `new Categorical(probs)` or `new Categorical({ logits })`, `[...batch, classes]`.
 *
 *     const policy = new distributions.Categorical({ logits: net(state) });
 *     const action = policy.sample();
 *     const loss = policy.logProb(action).mul(reward).neg();
 *
 * @throws ShapeError when there is no dimension of classes, OptionError unless chances are given one way.
 */
export class Categorical extends Distribution {
  readonly batchShape: readonly number[];
  /** Probabilities that sum to 1, `[...batch, classes]`. */
  readonly probs: Tensor;
  /** Their logarithms, `[...batch, classes]`. */
  readonly logits: Tensor;
  readonly #given: KnownChances;

  constructor(given: GivenChances) {
    super();
    this.#given = chancesOf('Categorical', given);
    const { kind, values } = this.#given;
    if (values.ndim < 1) {
      const text = 'Categorical: chances must be [..., classes], got [].';
      throw new ShapeError('Categorical', [values.shape], text);
    }
    this.batchShape = values.shape.slice(0, -1);
    if (kind === 'probs') {
      this.probs = values.div(values.sum(-1, { keepdim: true }));
      this.logits = clamped(this.probs).log();
    } else {
      this.logits = values.sub(values.logsumexp(-1, { keepdim: true }));
      this.probs = this.logits.softmax(-1);
    }
  }

  expand(batchShape: readonly number[]): Categorical {
    const classes = this.probs.shape[this.probs.ndim - 1];
    return new Categorical(expanded(this.#given, [...batchShape, classes]));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    return noGrad(() => {
      const classes = this.probs.shape[this.probs.ndim - 1];
      const rows = this.probs.detach().reshape([-1, classes]);
      const count = sizeOf(sampleShape);
      return multinomial(rows, count, { replacement: true }).t().reshape(shape);
    });
  }

  /**
   * The logarithms of the probabilities of classes, `[..., ...batchShape]`.
   * @param value class numbers, int32
   */
  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const classes = this.logits.shape[this.logits.ndim - 1];
      const index = value.int().unsqueeze(-1);
      const shape = [...value.shape, classes];
      return this.logits.expand(shape).gather(-1, index).squeeze(-1);
    });
  }

  override enumerateSupport(): Tensor {
    const classes = this.probs.shape[this.probs.ndim - 1];
    const values = arange(classes).reshape([classes, ...this.batchShape.map(() => 1)]);
    return values.expand([classes, ...this.batchShape]);
  }

  override entropy(): Tensor {
    return asOneOperation(() => this.logits.mul(this.probs).sum(-1).neg());
  }

  /** NaN: classes have no mean. */
  override get mean(): Tensor {
    return tensor(NaN, []).expand(this.batchShape);
  }

  override get mode(): Tensor {
    return this.probs.argmax(-1);
  }

  /** NaN: classes have no variance. */
  override get variance(): Tensor {
    return tensor(NaN, []).expand(this.batchShape);
  }
}
