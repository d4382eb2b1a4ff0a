/** Functions that numbers of a distribution go through. PyTorch: `torch.distributions.Transform`. */
import { CALL, Callable } from '../../nn/callable.js';
import { checkTensor, OptionError, type Tensor } from '../../tensor/index.js';

// biome-ignore-start lint/suspicious/noUnsafeDeclarationMerging: the constructor's result is a function, which a class can't say
export interface Transform {
  /** Transforms values, `[..., event]`. */
  // biome-ignore lint/style/useShorthandFunctionType: it is merged with the class
  (x: Tensor): Tensor;
}

/**
 * A function of values that is called like one, `transform(x)`, with its inverse, `transform.inv(y)`. A class of your own has `apply`,
 * and `invert` and `logAbsDetJacobian` where densities are asked for.
 */
export abstract class Transform extends Callable {
  /** How many dimensions one value has that goes in: 0 where each number is transformed by itself. */
  get domainDims(): number {
    return 0;
  }

  /** How many dimensions one value has that comes out. */
  get codomainDims(): number {
    return this.domainDims;
  }

  /**
   * 1 where larger numbers stay the larger ones, -1 where their order turns round.
   * @throws OptionError for what doesn't keep to one.
   */
  get sign(): Tensor | number {
    throw this.lacks('sign');
  }

  /** The transform backwards. */
  get inv(): Transform {
    return new InverseTransform(this);
  }

  /** What the transform makes of values. Call the transform, not this. */
  abstract apply(x: Tensor): Tensor;

  /**
   * The values that the transform makes these of. Call `inv`, not this.
   * @throws OptionError where there is no one of them.
   */
  invert(_y: Tensor): Tensor {
    throw this.lacks('inverse');
  }

  /**
   * The logarithm of how much the transform stretches about x, which becomes y: `[..., event]` gives `[...]`.
   * @throws OptionError where there is no formula.
   */
  logAbsDetJacobian(_x: Tensor, _y: Tensor): Tensor {
    throw this.lacks('logAbsDetJacobian');
  }

  /** The shape that values of a shape become. */
  forwardShape(shape: readonly number[]): readonly number[] {
    return shape;
  }

  /** The shape of values that become a shape. */
  inverseShape(shape: readonly number[]): readonly number[] {
    return shape;
  }

  /** @internal */
  [CALL]([x]: unknown[]): Tensor {
    checkTensor(this.constructor.name, x, 'what it is called with');
    return this.apply(x);
  }

  /** What to throw for what there is no formula for. */
  protected lacks(what: string): OptionError {
    const owner = this.constructor.name;
    const error = new OptionError(owner, what, undefined, 'one with a formula');
    error.message = `${owner}: there is no formula for its ${what}.`;
    return error;
  }
}
// biome-ignore-end lint/suspicious/noUnsafeDeclarationMerging: the constructor's result is a function, which a class can't say

/** A transform backwards. */
class InverseTransform extends Transform {
  readonly #forward: Transform;

  constructor(forward: Transform) {
    super();
    this.#forward = forward;
  }

  override get domainDims(): number {
    return this.#forward.codomainDims;
  }

  override get codomainDims(): number {
    return this.#forward.domainDims;
  }

  override get sign(): Tensor | number {
    return this.#forward.sign;
  }

  override get inv(): Transform {
    return this.#forward;
  }

  apply(y: Tensor): Tensor {
    return this.#forward.invert(y);
  }

  override invert(x: Tensor): Tensor {
    return this.#forward(x);
  }

  override logAbsDetJacobian(y: Tensor, x: Tensor): Tensor {
    return this.#forward.logAbsDetJacobian(x, y).neg();
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.#forward.inverseShape(shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.#forward.forwardShape(shape);
  }
}

/** Summed over the last dimensions, so many of them. */
export function summedLast(values: Tensor, dims: number): Tensor {
  return dims > 0 ? values.sum(Array.from({ length: dims }, (_, i) => -1 - i)) : values;
}
