/** The frequencies that a spectrum's places stand for, and their order. PyTorch: `torch.fft`. */
import { ComplexTensor } from '../complex-tensor.js';
import { tensor } from '../creation.js';
import { checkTensor } from '../operands.js';
import { checkWhole, type Sole, soleOption } from '../options.js';
import { reducedDims } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** The frequencies of `fft`'s places, `[n]`: from 0 up, then the negative ones. `d` is the time between two samples. PyTorch: `torch.fft.fftfreq`. */
export function fftfreq(n: number, given?: Sole<'d', number>): Tensor {
  const d = soleOption('fft.fftfreq', 'd', given, 1);
  checkWhole('fft.fftfreq', 'n', n, 1);
  return tensor(Float32Array.from({ length: n }, (_, i) => (2 * i < n ? i : i - n) / (n * d)));
}

/** The frequencies of `rfft`'s places, `[n / 2 + 1]`. `d` is the time between two samples. PyTorch: `torch.fft.rfftfreq`. */
export function rfftfreq(n: number, given?: Sole<'d', number>): Tensor {
  const d = soleOption('fft.rfftfreq', 'd', given, 1);
  checkWhole('fft.rfftfreq', 'n', n, 1);
  return tensor(Float32Array.from({ length: Math.floor(n / 2) + 1 }, (_, i) => i / (n * d)));
}

type Dims = Sole<'dim', number | readonly number[]>;

function rolled<X extends Tensor | ComplexTensor>(
  operation: string,
  x: X,
  given: Dims | undefined,
  by: (size: number) => number,
): X {
  const dim = soleOption(operation, 'dim', given, undefined);
  if (x instanceof ComplexTensor) {
    return new ComplexTensor(
      rolled(operation, x.real, dim, by),
      rolled(operation, x.imag, dim, by),
    ) as X;
  }
  checkTensor(operation, x, 'the spectrum');
  const dims = reducedDims(operation, dim, x.ndim);
  if (dims.length === 0) return x;
  return x.roll(
    dims.map((one) => by(x.shape[one])),
    dims,
  ) as X;
}

/** With frequency 0 in the middle, along all dimensions or those named; the shape stays. PyTorch: `torch.fft.fftshift`. */
export function fftshift<X extends Tensor | ComplexTensor>(x: X, dim?: Dims): X {
  return rolled('fft.fftshift', x, dim, (size) => Math.floor(size / 2));
}

/** The way back from `fftshift`; the shape stays. PyTorch: `torch.fft.ifftshift`. */
export function ifftshift<X extends Tensor | ComplexTensor>(x: X, dim?: Dims): X {
  return rolled('fft.ifftshift', x, dim, (size) => Math.ceil(size / 2));
}
