/** A transform of several numbers as of one value. PyTorch: `torch.distributions.IndependentTransform`. */
import { checkWhole, type Tensor } from '../../tensor/index.js';
import { summedLast, Transform } from './transform.js';

/**
 * Takes more of the last dimensions as one value: `logAbsDetJacobian` sums over them.
 * @throws OptionError unless there are a whole number of them.
 */
export class IndependentTransform extends Transform {
  constructor(
    /** What is done. */
    readonly baseTransform: Transform,
    /** How many more dimensions a value has. */
    readonly reinterpretedBatchNdims: number,
  ) {
    super();
    checkWhole('IndependentTransform', 'reinterpretedBatchNdims', reinterpretedBatchNdims, 0);
  }

  override get domainDims(): number {
    return this.baseTransform.domainDims + this.reinterpretedBatchNdims;
  }

  override get codomainDims(): number {
    return this.baseTransform.codomainDims + this.reinterpretedBatchNdims;
  }

  override get sign(): Tensor | number {
    return this.baseTransform.sign;
  }

  apply(x: Tensor): Tensor {
    return this.baseTransform(x);
  }

  override invert(y: Tensor): Tensor {
    return this.baseTransform.inv(y);
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return summedLast(this.baseTransform.logAbsDetJacobian(x, y), this.reinterpretedBatchNdims);
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.baseTransform.forwardShape(shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.baseTransform.inverseShape(shape);
  }
}
