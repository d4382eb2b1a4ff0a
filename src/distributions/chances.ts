/** Chances given as probabilities, or as scores that a softmax or a sigmoid makes probabilities of. */
import { asOneOperation, OptionError, Tensor, withDefaults } from '../tensor/index.js';
import { type Parameter, together } from './parameter.js';

/** Either probabilities or scores. */
export interface Chances {
  /** Probabilities, from 0 to 1. */
  probs?: Parameter | undefined;
  /** Scores, before a softmax or a sigmoid. */
  logits?: Parameter | undefined;
}

/** What `new Categorical(probs)` and `new Categorical({ logits })` say. */
export type GivenChances = Parameter | Chances;

/** Chances as they were given. */
export interface KnownChances {
  readonly kind: 'probs' | 'logits';
  readonly values: Tensor;
}

/** @throws OptionError unless one of both is given, DtypeError for what is neither a tensor nor a number. */
export function chancesOf(owner: string, given: GivenChances): KnownChances {
  const { probs, logits } =
    given instanceof Tensor || typeof given === 'number'
      ? { probs: given, logits: undefined }
      : withDefaults(owner, given, { probs: undefined, logits: undefined });
  if (probs !== undefined && logits === undefined) {
    return { kind: 'probs', values: together(owner, probs)[0] };
  }
  if (logits !== undefined && probs === undefined) {
    return { kind: 'logits', values: together(owner, logits)[0] };
  }
  const found = probs === undefined ? 'neither' : 'both';
  throw new OptionError(owner, 'chances', found, 'given as probs or as logits, one of both');
}

/** A number of trials, float32, and the chances of each, in one shape. @throws as {@link chancesOf} */
export function countedChances(
  owner: string,
  totalCount: Parameter,
  given: GivenChances,
): readonly [count: Tensor, chances: KnownChances] {
  const { kind, values: alone } = chancesOf(owner, given);
  const [count, values] = together(owner, totalCount, alone);
  return [count.float(), { kind, values }];
}

/** The same chances in a larger shape. */
export const expanded = ({ kind, values }: KnownChances, shape: readonly number[]): Chances => ({
  [kind]: values.expand(shape),
});

/** The chances of yes, and their scores: log(p / (1 - p)). */
export function chancesOfYes({ kind, values }: KnownChances): {
  readonly probs: Tensor;
  readonly logits: Tensor;
} {
  if (kind === 'logits') return { probs: values.sigmoid(), logits: values };
  return { probs: values, logits: asOneOperation(() => logOdds(clamped(values))) };
}

/** log(p / (1 - p)). */
export const logOdds = (probs: Tensor): Tensor => probs.log().sub(probs.neg().log1p());

/** PyTorch's bounds, so that no logarithm is infinite. */
export const EPSILON = 2 ** -23;

/** Kept away from 0 and 1 by what float32 tells apart. */
export const clamped = (probs: Tensor): Tensor => probs.clamp(EPSILON, 1 - EPSILON);

/** How many nats yes and no cost at these scores, without overflow. */
export function crossEntropy(logits: Tensor, value: Tensor): Tensor {
  const rest = logits.abs().neg().exp().log1p();
  return logits.relu().sub(logits.mul(value)).add(rest);
}
