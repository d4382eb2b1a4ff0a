/** One transform after the other. PyTorch: `torch.distributions.ComposeTransform`. */
import { type Tensor, zerosLike } from '../../tensor/index.js';
import { summedLast, Transform } from './transform.js';

/** All of the parts, in order. */
export class ComposeTransform extends Transform {
  constructor(
    /** What is done, in order. */
    readonly parts: readonly Transform[],
  ) {
    super();
  }

  override get domainDims(): number {
    return this.parts.reduceRight(
      (dims, part) => Math.max(dims + part.domainDims - part.codomainDims, part.domainDims),
      this.parts.at(-1)?.codomainDims ?? 0,
    );
  }

  override get codomainDims(): number {
    return this.parts.reduce(
      (dims, part) => Math.max(dims + part.codomainDims - part.domainDims, part.codomainDims),
      this.parts.at(0)?.domainDims ?? 0,
    );
  }

  override get sign(): Tensor | number {
    return this.parts.reduce<Tensor | number>((product, { sign }) => multiplied(product, sign), 1);
  }

  override get inv(): Transform {
    return new ComposeTransform(this.parts.map((part) => part.inv).reverse());
  }

  apply(x: Tensor): Tensor {
    return this.parts.reduce((value, part) => part(value), x);
  }

  override invert(y: Tensor): Tensor {
    return this.inv(y);
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    let dims = this.domainDims;
    let from = x;
    const terms = this.parts.map((part, i) => {
      const to = i + 1 < this.parts.length ? part(from) : y;
      const term = summedLast(part.logAbsDetJacobian(from, to), dims - part.domainDims);
      dims += part.codomainDims - part.domainDims;
      from = to;
      return term;
    });
    return terms.length === 0 ? zerosLike(x) : terms.reduce((sum, term) => sum.add(term));
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.parts.reduce((so, part) => part.forwardShape(so), shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.parts.reduceRight((so, part) => part.inverseShape(so), shape);
  }
}

function multiplied(a: Tensor | number, b: Tensor | number): Tensor | number {
  if (typeof a !== 'number') return a.mul(b);
  return typeof b === 'number' ? a * b : b.mul(a);
}

/** Changes nothing. PyTorch: `torch.distributions.identity_transform`. */
export const identityTransform = new ComposeTransform([]);
