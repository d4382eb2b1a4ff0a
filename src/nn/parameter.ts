/** Tensors that a module learns. */
import { DtypeError, shown, Tensor, withDefaults } from '../tensor/index.js';

/** PyTorch: `torch.nn.Parameter`. Assigned to a module's field, it is one of the module's parameters. */
export class Parameter extends Tensor {
  /** Shows the values of `data`, without its past. @throws DtypeError unless it is a tensor of float32. */
  constructor(data: Tensor, options: { requiresGrad?: boolean } = {}) {
    const { requiresGrad } = withDefaults('Parameter', options, { requiresGrad: true });
    if (!(data instanceof Tensor)) {
      throw new DtypeError(
        'Parameter',
        `the data must be a tensor, got ${shown(data)}. tensor([1, 2]) makes one of a list.`,
      );
    }
    super(data.storage, data.dtype);
    data.storage.holders++;
    data.storage.pin();
    this.requiresGrad_(requiresGrad);
  }
}
