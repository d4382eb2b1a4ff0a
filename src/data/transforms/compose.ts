/** Transforms one after the other, and functions as transforms. */
import { shown, type Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { Transform, type TransformLike } from './transform.js';

/** PyTorch: `torchvision.transforms.Compose`. Transforms one after the other. */
export class Compose extends Transform {
  /** What is done, in order. */
  readonly transforms: readonly TransformLike[];

  /** @throws TransformError where one is no function. */
  constructor(transforms: readonly TransformLike[]) {
    super();
    this.transforms = transforms;
    const wrong = [...transforms].findIndex((one) => typeof one !== 'function');
    if (wrong < 0) return;
    const got = shown(transforms[wrong]);
    throw new TransformError('Compose', `transform ${wrong} is ${got}. It must be a function.`);
  }

  apply(batch: Tensor): Tensor {
    return this.transforms.reduce((result, transform) => transform(result), batch);
  }
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
