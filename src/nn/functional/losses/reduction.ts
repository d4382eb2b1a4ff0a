/** What losses have in common: how those of samples become one, and their shapes. */
import { DtypeError, OptionError, ShapeError, shown, Tensor } from '../../../tensor/index.js';

/** How the losses of samples become one: their mean, their sum, or not at all. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options that all losses have. */
export interface LossOptions {
  /** Default `'mean'`. */
  reduction?: Reduction;
}

/** Options of {@link mseLoss}, {@link l1Loss} and {@link binaryCrossEntropy}. */
export interface WeightedOptions extends LossOptions {
  /** What each loss counts; of a shape that the losses' broadcasts to. */
  weight?: Tensor;
}

const CHOICES = "'mean', 'sum' or 'none'";

/** @throws OptionError for a reduction that there is not. */
export function reduced(losses: Tensor, reduction: Reduction): Tensor {
  switch (reduction) {
    case 'mean':
      return losses.mean();
    case 'sum':
      return losses.sum();
    case 'none':
      return losses;
    default:
      throw new OptionError('The loss', 'reduction', `'${reduction satisfies never}'`, CHOICES);
  }
}

/** @throws DtypeError unless it is a tensor: a criterion is called with outputs and targets. */
export function checkTarget(name: string, target: unknown): void {
  if (target instanceof Tensor) return;
  throw new DtypeError(
    name,
    `the target must be a tensor, got ${shown(target)}. Call it as criterion(outputs, targets).`,
  );
}

export function checkSameShape(name: string, input: Tensor, target: Tensor): void {
  checkTarget(name, target);
  if (`${input.shape}` === `${target.shape}`) return;
  throw new ShapeError(
    name,
    [input.shape, target.shape],
    `${name} got an input of shape [${input.shape.join(', ')}] and a target of shape ` +
      `[${target.shape.join(', ')}].\n  They must be the same.${withoutOne(input, target)}`,
  );
}

/** What makes them the same where one has a dimension of size 1 more. */
function withoutOne({ shape: input }: Tensor, { shape: target }: Tensor): string {
  if (`${input}` === `${[...target, 1]}`) return ' target.unsqueeze(-1) is, or input.squeeze(-1).';
  if (`${target}` === `${[...input, 1]}`) return ' target.squeeze(-1) is.';
  return '';
}

/**
 * As `reduced`, of losses that count by a weight of their shape; the mean is that of the weights.
 * @throws ShapeError when the shapes differ.
 */
export function weighted(
  name: string,
  losses: Tensor,
  weight: Tensor | undefined,
  reduction: Reduction,
): Tensor {
  if (!weight) return reduced(losses, reduction);
  if (`${weight.shape}` !== `${losses.shape}`) {
    throw new ShapeError(
      name,
      [losses.shape, weight.shape],
      `${name} got a weight of shape [${weight.shape.join(', ')}] for an input of shape ` +
        `[${losses.shape.join(', ')}].\n  They must be the same.`,
    );
  }
  const parts = losses.mul(weight);
  return reduction === 'mean' ? parts.sum().div(weight.sum()) : reduced(parts, reduction);
}
