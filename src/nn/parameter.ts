/** Tensors that a module learns. */
import { Tensor } from '../tensor/index.js';

/** PyTorch: `torch.nn.Parameter`. Assigned to a module's field, it is one of the module's parameters. */
export class Parameter extends Tensor {
  /** Shows the values of `data`, without its past. */
  constructor(data: Tensor, { requiresGrad = true }: { requiresGrad?: boolean } = {}) {
    super(data.storage, data.dtype);
    data.storage.holders++;
    data.storage.pin();
    this.requiresGrad_(requiresGrad);
  }
}
