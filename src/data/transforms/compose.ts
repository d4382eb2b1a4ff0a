/** Transforms one after the other, and functions as transforms. */
import { shown, type Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { Transform, type TransformLike } from './transform.js';

/** PyTorch: `torchvision.transforms.Compose`. Transforms one after the other. */
export class Compose extends Transform {
  /** What is done, in order. */
  readonly transforms: readonly TransformLike[];

  /** @throws TransformError where it is no list, or one of them no function. */
  constructor(transforms: readonly TransformLike[]) {
    super();
    this.transforms = checkTransforms('Compose', transforms);
  }

  apply(batch: Tensor): Tensor {
    return this.transforms.reduce((result, transform) => transform(result), batch);
  }
}

/** @throws TransformError where it is no list, or one of them no function. */
export function checkTransforms(
  name: string,
  transforms: readonly TransformLike[],
): readonly TransformLike[] {
  if (!Array.isArray(transforms)) {
    throw new TransformError(name, `it takes a list of transforms, and got ${shown(transforms)}.`);
  }
  const wrong = [...transforms].findIndex((one) => typeof one !== 'function');
  if (wrong < 0) return transforms;
  const got = shown(transforms[wrong]);
  throw new TransformError(name, `transform ${wrong} is ${got}. It must be a function.`);
}

/** A function of a batch `[batch, ...]`. PyTorch: `torchvision.transforms.Lambda`. */
export class Lambda extends Transform {
  /** @param operation What is done to a batch, `[batch, ...]`. */
  constructor(readonly operation: (batch: Tensor) => Tensor) {
    super();
  }

  apply(batch: Tensor): Tensor {
    return this.operation(batch);
  }
}
