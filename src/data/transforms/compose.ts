/** Transforms one after the other, and functions as transforms. */
import type { Tensor } from '../../tensor/index.js';
import { Transform, type TransformLike } from './transform.js';

/** PyTorch: `torchvision.transforms.Compose`. Transforms one after the other. */
export class Compose extends Transform {
  /** @param transforms The transforms, in order. */
  constructor(readonly transforms: readonly TransformLike[]) {
    super();
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
