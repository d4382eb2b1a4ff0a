/** Chances given as probabilities, or as scores that a softmax or a sigmoid makes probabilities of. */
import { checkTensor, OptionError, Tensor, withDefaults } from '../tensor/index.js';

/** Either probabilities or scores. */
export interface Chances {
  /** Probabilities, from 0 to 1. */
  probs?: Tensor | undefined;
  /** Scores, before a softmax or a sigmoid. */
  logits?: Tensor | undefined;
}

/** What `new Categorical(probs)` and `new Categorical({ logits })` say. */
export type GivenChances = Tensor | Chances;

/** @throws OptionError unless one of both is given, DtypeError for what is no tensor. */
export function chancesOf(
  owner: string,
  given: GivenChances,
): { readonly kind: 'probs' | 'logits'; readonly values: Tensor } {
  const { probs, logits } =
    given instanceof Tensor
      ? { probs: given, logits: undefined }
      : withDefaults(owner, given, { probs: undefined, logits: undefined });
  if ((probs === undefined) === (logits === undefined)) {
    const found = probs === undefined ? 'neither' : 'both';
    throw new OptionError(owner, 'chances', found, 'given as probs or as logits, one of both');
  }
  const values = probs ?? logits;
  checkTensor(owner, values, 'the tensor of chances');
  return { kind: probs === undefined ? 'logits' : 'probs', values };
}

/** PyTorch's bounds, so that no logarithm is infinite. */
const EPSILON = 2 ** -23;

/** Kept away from 0 and 1 by what float32 tells apart. */
export const clamped = (probs: Tensor): Tensor => probs.clamp(EPSILON, 1 - EPSILON);
