/** Another shape. PyTorch: `torch.distributions.ReshapeTransform`. */
import { ShapeError, sizeOf, type Tensor, zeros } from '../../tensor/index.js';
import { Transform } from './transform.js';

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Values of `inShape` in `outShape`. @throws ShapeError unless both have as many elements. */
export class ReshapeTransform extends Transform {
  constructor(
    readonly inShape: readonly number[],
    readonly outShape: readonly number[],
  ) {
    super();
    if (sizeOf(inShape) === sizeOf(outShape)) return;
    const text = `ReshapeTransform: ${show(inShape)} and ${show(outShape)} must have as many elements.`;
    throw new ShapeError('ReshapeTransform', [inShape, outShape], text);
  }

  override get domainDims(): number {
    return this.inShape.length;
  }

  override get codomainDims(): number {
    return this.outShape.length;
  }

  override get sign(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return x.reshape([...this.forwardShape(x.shape)]);
  }

  override invert(y: Tensor): Tensor {
    return y.reshape([...this.inverseShape(y.shape)]);
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return zeros(x.shape.slice(0, x.ndim - this.inShape.length));
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return ended(shape, this.inShape, this.outShape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return ended(shape, this.outShape, this.inShape);
  }
}

/** A shape with another end. @throws ShapeError where it ends otherwise. */
function ended(
  shape: readonly number[],
  end: readonly number[],
  other: readonly number[],
): readonly number[] {
  const batch = shape.slice(0, shape.length - end.length);
  if (`${[...batch, ...end]}` === `${shape}`) return [...batch, ...other];
  const text = `ReshapeTransform: the shape must end in ${show(end)}, got ${show(shape)}.`;
  throw new ShapeError('ReshapeTransform', [shape, end], text);
}
