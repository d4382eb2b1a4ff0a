/**
 * Complex numbers: a tensor of their real parts and one of their imaginary parts. A `Tensor` itself holds real numbers only; this
 * is what `fft` gives and takes, with what one does to a spectrum.
 */
import { DtypeError, ShapeError, shown } from './errors.js';
import { stack, where } from './joining.js';
import { asOneOperation } from './kernel.js';
import { inFrame } from './memory/forward-frame.js';
import type { AlphaOptions } from './methods/arithmetic.js';
import { checkTensor, type Operand } from './operands.js';
import { broadcastShape, show } from './shapes.js';
import type { Tensor } from './tensor.js';

/** As PyTorch's tensors of complex64: both parts have their gradients. */
export class ComplexTensor {
  /**
   * @param real the real parts
   * @param imag the imaginary parts, of the same shape
   * @throws ShapeError when the shapes differ, DtypeError for what is no tensor.
   */
  constructor(
    readonly real: Tensor,
    readonly imag: Tensor,
  ) {
    checkTensor('ComplexTensor', real, 'the real part');
    checkTensor('ComplexTensor', imag, 'the imaginary part');
    if (`${real.shape}` !== `${imag.shape}`) {
      throw new ShapeError(
        'ComplexTensor',
        [real.shape, imag.shape],
        `ComplexTensor: the real parts have shape ${show(real.shape)}, the imaginary ones ${show(imag.shape)}. They must be the same.`,
      );
    }
  }

  /** How many numbers there are along each dimension. */
  get shape(): readonly number[] {
    return this.real.shape;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.real.ndim;
  }

  /** The number of complex numbers. */
  numel(): number {
    return this.real.numel();
  }

  /** The sizes, in this shape. At 0 the gradient is 0. PyTorch: `torch.abs`. */
  abs(): Tensor {
    return asOneOperation(() => {
      const square = this.real.square().add(this.imag.square());
      const none = square.eq(0);
      return where(none, 0, where(none, 1, square).sqrt());
    });
  }

  /** The angles in radians, -pi to pi, in this shape. PyTorch: `torch.angle`. */
  angle(): Tensor {
    return this.imag.atan2(this.real);
  }

  /** With the other sign of the imaginary parts. */
  conj(): ComplexTensor {
    return new ComplexTensor(this.real, this.imag.neg());
  }

  /** x + alpha * other; shapes broadcast. */
  add(other: ComplexTensor | Operand, options?: AlphaOptions): ComplexTensor {
    return pair(() => {
      const [real, imag] = partsOf(this, other);
      return [
        this.real.add(real, options),
        imag === undefined ? same(this.imag, real) : this.imag.add(imag, options),
      ];
    });
  }

  /** x - alpha * other; shapes broadcast. */
  sub(other: ComplexTensor | Operand, options?: AlphaOptions): ComplexTensor {
    return pair(() => {
      const [real, imag] = partsOf(this, other);
      return [
        this.real.sub(real, options),
        imag === undefined ? same(this.imag, real) : this.imag.sub(imag, options),
      ];
    });
  }

  /** The product; shapes broadcast. */
  mul(other: ComplexTensor | Operand): ComplexTensor {
    return pair(() => {
      const [real, imag] = partsOf(this, other);
      if (imag === undefined) return [this.real.mul(real), this.imag.mul(real)];
      return [
        this.real.mul(real).sub(this.imag.mul(imag)),
        this.real.mul(imag).add(this.imag.mul(real)),
      ];
    });
  }

  /** The quotient; shapes broadcast. */
  div(other: ComplexTensor | Operand): ComplexTensor {
    return pair(() => {
      const [real, imag] = partsOf(this, other);
      if (imag === undefined) return [this.real.div(real), this.imag.div(real)];
      const square = real.square().add(imag.square());
      return [
        this.real.mul(real).add(this.imag.mul(imag)).div(square),
        this.imag.mul(real).sub(this.real.mul(imag)).div(square),
      ];
    });
  }

  /** The same numbers in another shape. */
  reshape(shape: readonly number[]): ComplexTensor {
    return new ComplexTensor(this.real.reshape(shape), this.imag.reshape(shape));
  }

  /** Parts, by the same indices as `Tensor.at`. */
  at(...indices: Parameters<Tensor['at']>): ComplexTensor {
    return new ComplexTensor(this.real.at(...indices), this.imag.at(...indices));
  }

  /** The same numbers without a past. */
  detach(): ComplexTensor {
    return new ComplexTensor(this.real.detach(), this.imag.detach());
  }

  /** Keeps the memory beyond the iteration or forward pass it was made in. */
  keep(): this {
    this.real.keep();
    this.imag.keep();
    return this;
  }

  /** Both parts, as they print. */
  toString(): string {
    return `ComplexTensor(real: ${this.real}, imag: ${this.imag})`;
  }
}

/** Both parts, or a real operand alone. */
function partsOf(
  left: ComplexTensor,
  other: ComplexTensor | Operand,
): [real: Tensor, imag: Tensor] | [real: Tensor, imag: undefined] {
  if (other instanceof ComplexTensor) return [other.real, other.imag];
  if (typeof other === 'number') return [left.real.newFull([], other), undefined];
  checkTensor('ComplexTensor', other, 'the other operand');
  return [other, undefined];
}

/** In the shape that both broadcast to. */
const same = (x: Tensor, other: Tensor): Tensor => x.add(other.detach().mul(0));

/** Runs the body as one operation. */
export function pair(body: () => readonly [real: Tensor, imag: Tensor]): ComplexTensor {
  const [real, imag] = inFrame(body, (parts) => parts.map(({ storage }) => storage));
  return new ComplexTensor(real, imag);
}

/** Complex numbers of their parts, whose shapes broadcast. PyTorch: `torch.complex`. */
export function complex(real: Tensor, imag: Tensor): ComplexTensor {
  checkTensor('complex', real, 'the real part');
  checkTensor('complex', imag, 'the imaginary part');
  const shape = broadcastShape('complex', real.shape, imag.shape);
  return new ComplexTensor(real.expand(shape), imag.expand(shape));
}

/** Complex numbers of their sizes and their angles in radians, which have the same shape. PyTorch: `torch.polar`. */
export function polar(abs: Tensor, angle: Tensor): ComplexTensor {
  checkTensor('polar', abs, 'the size');
  checkTensor('polar', angle, 'the angle');
  return pair(() => [abs.mul(angle.cos()), abs.mul(angle.sin())]);
}

/**
 * The parts side by side in a last dimension of 2, `[..., 2]`. PyTorch: `torch.view_as_real`.
 * @throws DtypeError for what is no ComplexTensor.
 */
export function viewAsReal(x: ComplexTensor): Tensor {
  if (!(x instanceof ComplexTensor)) {
    throw new DtypeError(
      'viewAsReal',
      `it takes a ComplexTensor, as fft.fft gives, got ${shown(x)}.`,
    );
  }
  return stack([x.real, x.imag], -1);
}

/**
 * Complex numbers of `[..., 2]`, the real and the imaginary part. PyTorch: `torch.view_as_complex`.
 * @throws ShapeError for another last dimension.
 */
export function viewAsComplex(x: Tensor): ComplexTensor {
  checkTensor('viewAsComplex', x);
  if (x.shape[x.ndim - 1] !== 2) {
    throw new ShapeError(
      'viewAsComplex',
      [x.shape],
      `viewAsComplex: the last dimension must be 2, the real and the imaginary part; the shape is ${show(x.shape)}.`,
    );
  }
  return new ComplexTensor(x.select(-1, 0), x.select(-1, 1));
}
