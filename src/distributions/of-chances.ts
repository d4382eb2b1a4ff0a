/** Distributions that are made with the chances of yes, whatever they draw. */
import type { Tensor } from '../tensor/index.js';
import { chancesOfYes, type KnownChances } from './chances.js';
import { Distribution } from './distribution.js';

/** What distributions of yes and no, of successes and failures have in common. */
export abstract class OfChances extends Distribution {
  readonly batchShape: readonly number[];
  /** The chances of yes: of a one, of success. */
  readonly probs: Tensor;
  /** Their scores: log(p / (1 - p)). */
  readonly logits: Tensor;
  /** As they were given, for `expand`. */
  protected readonly given: KnownChances;

  constructor(given: KnownChances) {
    super();
    this.given = given;
    this.batchShape = given.values.shape;
    ({ probs: this.probs, logits: this.logits } = chancesOfYes(given));
  }
}
