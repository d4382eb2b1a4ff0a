/** Transforms of signals whose spectrum is real, so that half of the signal says all. PyTorch: `torch.fft.hfft` and its kin. */
import { ComplexTensor } from '../complex-tensor.js';
import type { Tensor } from '../tensor.js';
import {
  type FourierNorm,
  type FourierOptions,
  type FouriersOptions,
  irfft,
  irfft2,
  irfftn,
  rfft,
  rfft2,
  rfftn,
} from './transforms.js';

/** They go the other way than the transforms of real numbers that they are made of. */
const OTHER_WAY: Readonly<Record<FourierNorm, FourierNorm>> = {
  backward: 'forward',
  forward: 'backward',
  ortho: 'ortho',
};

function otherWay<Options extends { norm?: FourierNorm }>(options: Options): Options {
  const { norm = 'backward' } = options;
  // Another norm than there is stays, for the error about it.
  return { ...options, norm: OTHER_WAY[norm] ?? norm };
}

const conjugate = (x: Tensor | ComplexTensor): Tensor | ComplexTensor =>
  x instanceof ComplexTensor ? x.conj() : x;

/** The real spectrum of half a signal: `[..., m]` gives `[..., 2 (m - 1)]` unless `n` is given. PyTorch: `torch.fft.hfft`. */
export const hfft = (x: Tensor | ComplexTensor, options: FourierOptions = {}): Tensor =>
  irfft(conjugate(x), otherWay(options));

/** Half the signal that has this real spectrum: `[..., n]` gives `[..., n / 2 + 1]`. PyTorch: `torch.fft.ihfft`. */
export const ihfft = (x: Tensor, options: FourierOptions = {}): ComplexTensor =>
  rfft(x, otherWay(options)).conj();

/** `hfft` along two dimensions, `[..., n, m]` gives `[..., n, 2 (m - 1)]`. PyTorch: `torch.fft.hfft2`. */
export const hfft2 = (x: Tensor | ComplexTensor, options: FouriersOptions = {}): Tensor =>
  irfft2(conjugate(x), otherWay(options));

/** `ihfft` along two dimensions, `[..., n, m]` gives `[..., n, m / 2 + 1]`. PyTorch: `torch.fft.ihfft2`. */
export const ihfft2 = (x: Tensor, options: FouriersOptions = {}): ComplexTensor =>
  rfft2(x, otherWay(options)).conj();

/** `hfft` along all dimensions, or those named; the shape is as of `irfftn`. PyTorch: `torch.fft.hfftn`. */
export const hfftn = (x: Tensor | ComplexTensor, options: FouriersOptions = {}): Tensor =>
  irfftn(conjugate(x), otherWay(options));

/** `ihfft` along all dimensions, or those named; the shape is as of `rfftn`. PyTorch: `torch.fft.ihfftn`. */
export const ihfftn = (x: Tensor, options: FouriersOptions = {}): ComplexTensor =>
  rfftn(x, otherWay(options)).conj();
