/** Fourier transforms along one dimension and along several. PyTorch: `torch.fft`. */
import { ComplexTensor, pair } from '../complex-tensor.js';
import { OptionError, shown } from '../errors.js';
import { cat } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { checkWhole, withDefaults } from '../options.js';
import { checkSizes, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { type Rows, type Sign, transformed } from './discrete.js';

/** Where a transform is divided by the number of elements: on the way back, on the way there, or by its root on both. */
export type FourierNorm = 'backward' | 'forward' | 'ortho';

/** Options of transforms along one dimension. */
export interface FourierOptions {
  /** So many elements: others are cut off, or zeros put behind. Default: those that there are. */
  n?: number | undefined;
  /** Along which dimension. Default the last. */
  dim?: number;
  /** Default `'backward'`. */
  norm?: FourierNorm;
}

/** Options of transforms along several dimensions. */
export interface FouriersOptions {
  /** So many elements along each dimension: others are cut off, or zeros put behind. Default: those that there are. */
  s?: number | readonly number[] | undefined;
  /** Along which dimensions. Default: the last two of those that are named after 2, all of those that are named after n. */
  dim?: number | readonly number[] | undefined;
  /** Default `'backward'`. */
  norm?: FourierNorm;
}

const NORMS: readonly string[] = ['backward', 'forward', 'ortho'] satisfies FourierNorm[];

/** What a transform of a length is multiplied with. @throws OptionError for another norm. */
function factorOf(operation: string, norm: FourierNorm, n: number, sign: Sign): number {
  if (!NORMS.includes(norm)) {
    throw new OptionError(operation, 'norm', `'${norm}'`, `one of '${NORMS.join("', '")}'`);
  }
  if (norm === 'ortho') return 1 / Math.sqrt(n);
  return (norm === 'forward') === (sign === -1) ? 1 / n : 1;
}

/** Both parts, of real numbers one. @throws DtypeError for neither. */
function partsOf(operation: string, x: Tensor | ComplexTensor): Rows {
  if (x instanceof ComplexTensor) return { real: x.real, imag: x.imag };
  checkTensor(operation, x, 'the signal');
  return { real: x.float(), imag: undefined };
}

/** Cut off or with zeros behind, so that there are n. */
function resized(x: Tensor, axis: number, n: number): Tensor {
  const size = x.shape[axis];
  if (size === n) return x;
  if (size > n) return x.narrow(axis, 0, n);
  const rest = x.shape.map((length, i) => (i === axis ? n - size : length));
  return cat([x, x.newZeros(rest)], axis);
}

interface Along {
  readonly axis: number;
  readonly n: number;
  readonly sign: Sign;
  readonly factor: number;
}

/** The transform along one dimension, whose other dimensions are rows. */
function along(parts: Rows, { axis, n, sign, factor }: Along): { real: Tensor; imag: Tensor } {
  const rowsOf = (x: Tensor) => resized(x, axis, n).movedim(axis, -1).reshape([-1, n]);
  const shape = parts.real.shape.toSpliced(axis, 1);
  const back = (x: Tensor) => {
    const scaled = factor === 1 ? x : x.mul(factor);
    return scaled.reshape([...shape, n]).movedim(-1, axis);
  };
  const rows = { real: rowsOf(parts.real), imag: parts.imag && rowsOf(parts.imag) };
  const { real, imag } = transformed(rows, n, sign);
  return { real: back(real), imag: back(imag) };
}

/** Dimension, length and factor as the options say. */
function planOf(
  operation: string,
  shape: readonly number[],
  options: FourierOptions,
  sign: Sign,
  lengthOf = (size: number) => size,
): Along {
  const { n, dim, norm } = withDefaults(operation, options, {
    n: undefined,
    dim: -1,
    norm: 'backward' as FourierNorm,
  });
  if (shape.length === 0) {
    throw new OptionError(operation, 'the signal', 'one number', 'of one dimension or more');
  }
  const axis = wrapDim(operation, dim, shape.length);
  const length = checkWhole(operation, 'n', n ?? lengthOf(shape[axis]), 1);
  return { axis, n: length, sign, factor: factorOf(operation, norm, length, sign) };
}

function complexTransform(
  operation: string,
  x: Tensor | ComplexTensor,
  options: FourierOptions,
  sign: Sign,
): ComplexTensor {
  const parts = partsOf(operation, x);
  const plan = planOf(operation, parts.real.shape, options, sign);
  return pair(() => {
    const { real, imag } = along(parts, plan);
    return [real, imag];
  });
}

/** The spectrum of real or complex numbers, in their shape unless `n` is given. PyTorch: `torch.fft.fft`. */
export function fft(x: Tensor | ComplexTensor, options: FourierOptions = {}): ComplexTensor {
  return complexTransform('fft.fft', x, options, -1);
}

/** What has this spectrum; the shape stays unless `n` is given. PyTorch: `torch.fft.ifft`. */
export function ifft(x: Tensor | ComplexTensor, options: FourierOptions = {}): ComplexTensor {
  return complexTransform('fft.ifft', x, options, 1);
}

/** The first half of the spectrum of real numbers, which says all: `[..., n]` gives `[..., n / 2 + 1]`. PyTorch: `torch.fft.rfft`. */
export function rfft(x: Tensor, options: FourierOptions = {}): ComplexTensor {
  checkTensor('fft.rfft', x, 'the signal');
  const plan = planOf('fft.rfft', x.shape, options, -1);
  return pair(() => {
    const { real, imag } = along({ real: x.float(), imag: undefined }, plan);
    const half = Math.floor(plan.n / 2) + 1;
    return [real.narrow(plan.axis, 0, half), imag.narrow(plan.axis, 0, half)];
  });
}

/** The second half of a spectrum of real numbers is the first one turned round, with the other sign of the imaginary parts. */
function wholeSpectrum({ real, imag }: Rows, axis: number, n: number): Rows {
  const half = Math.floor(n / 2) + 1;
  const [first, ofImag] = [resized(real, axis, half), imag && resized(imag, axis, half)];
  if (n === half) return { real: first, imag: ofImag };
  const mirrored = (x: Tensor) => x.narrow(axis, 1, n - half).flip(axis);
  return {
    real: cat([first, mirrored(first)], axis),
    imag: ofImag && cat([ofImag, mirrored(ofImag).neg()], axis),
  };
}

/** The real numbers that have this first half of a spectrum: `[..., m]` gives `[..., 2 (m - 1)]` unless `n` is given. PyTorch: `torch.fft.irfft`. */
export function irfft(x: Tensor | ComplexTensor, options: FourierOptions = {}): Tensor {
  const parts = partsOf('fft.irfft', x);
  const plan = planOf('fft.irfft', parts.real.shape, options, 1, (size) => 2 * (size - 1));
  return asOneOperation(() => along(wholeSpectrum(parts, plan.axis, plan.n), plan).real);
}

interface Plans {
  readonly dims: readonly number[];
  readonly sizes: readonly (number | undefined)[];
  readonly norm: FourierNorm;
}

/** Dimensions with their lengths as the options say. */
function plansOf(
  operation: string,
  shape: readonly number[],
  options: FouriersOptions,
  standard?: readonly number[],
): Plans {
  const { norm, ...given } = withDefaults(operation, options, {
    s: undefined,
    dim: undefined,
    norm: 'backward' as FourierNorm,
  });
  const listOf = (given: number | readonly number[] | undefined) =>
    typeof given === 'number' ? [given] : given;
  const [s, dim] = [listOf(given.s), listOf(given.dim)];
  if (s !== undefined) checkSizes(operation, s);
  if (dim !== undefined) checkSizes(operation, dim);
  const all = shape.map((_, i) => i);
  const dims = dim ?? standard ?? (s ? all.slice(-s.length) : all);
  if (dims.length === 0 || (s !== undefined && s.length !== dims.length)) {
    throw new OptionError(operation, 's', s, `a length for each of ${dims.length} dimensions`);
  }
  const axes = dims.map((one) => wrapDim(operation, one, shape.length));
  if (new Set(axes).size !== axes.length) {
    throw new OptionError(operation, 'dim', shown([...dims]), 'different dimensions');
  }
  return { dims: axes, sizes: s ?? axes.map(() => undefined), norm };
}

function severalComplex(
  operation: string,
  x: Tensor | ComplexTensor,
  { dims, sizes, norm }: Plans,
  sign: Sign,
): ComplexTensor {
  return dims.reduceRight<Tensor | ComplexTensor>(
    (result, dim, i) => complexTransform(operation, result, { n: sizes[i], dim, norm }, sign),
    x,
  ) as ComplexTensor;
}

/** The first half of the last dimension, then the whole of the others. */
function severalReal(operation: string, x: Tensor, plans: Plans): ComplexTensor {
  checkTensor(operation, x, 'the signal');
  const [dims, sizes] = [plans.dims.slice(0, -1), plans.sizes.slice(0, -1)];
  const [dim, n] = [plans.dims[dims.length], plans.sizes[dims.length]];
  const first = rfft(x, { dim, n, norm: plans.norm });
  return severalComplex(operation, first, { ...plans, dims, sizes }, -1);
}

function severalBackToReal(operation: string, x: Tensor | ComplexTensor, plans: Plans): Tensor {
  const [dims, sizes] = [plans.dims.slice(0, -1), plans.sizes.slice(0, -1)];
  const [dim, n] = [plans.dims[dims.length], plans.sizes[dims.length]];
  const others = severalComplex(operation, x, { ...plans, dims, sizes }, 1);
  return irfft(others, { dim, n, norm: plans.norm });
}

const LAST_TWO = [-2, -1];

/** @throws DtypeError for what has no shape. */
const shapeOf = (operation: string, x: Tensor | ComplexTensor): readonly number[] =>
  partsOf(operation, x).real.shape;

/** `fft` along two dimensions, `[..., n, m]`. PyTorch: `torch.fft.fft2`. */
export function fft2(x: Tensor | ComplexTensor, options: FouriersOptions = {}): ComplexTensor {
  const plans = plansOf('fft.fft2', shapeOf('fft.fft2', x), options, LAST_TWO);
  return severalComplex('fft.fft2', x, plans, -1);
}

/** `ifft` along two dimensions, `[..., n, m]`. PyTorch: `torch.fft.ifft2`. */
export function ifft2(x: Tensor | ComplexTensor, options: FouriersOptions = {}): ComplexTensor {
  const plans = plansOf('fft.ifft2', shapeOf('fft.ifft2', x), options, LAST_TWO);
  return severalComplex('fft.ifft2', x, plans, 1);
}

/** `rfft` along two dimensions: `[..., n, m]` gives `[..., n, m / 2 + 1]`. PyTorch: `torch.fft.rfft2`. */
export function rfft2(x: Tensor, options: FouriersOptions = {}): ComplexTensor {
  const plans = plansOf('fft.rfft2', shapeOf('fft.rfft2', x), options, LAST_TWO);
  return severalReal('fft.rfft2', x, plans);
}

/** `irfft` along two dimensions: `[..., n, m]` gives `[..., n, 2 (m - 1)]`. PyTorch: `torch.fft.irfft2`. */
export function irfft2(x: Tensor | ComplexTensor, options: FouriersOptions = {}): Tensor {
  const plans = plansOf('fft.irfft2', shapeOf('fft.irfft2', x), options, LAST_TWO);
  return severalBackToReal('fft.irfft2', x, plans);
}

/** `fft` along all dimensions, or those named. The shape stays unless `s` is given. PyTorch: `torch.fft.fftn`. */
export function fftn(x: Tensor | ComplexTensor, options: FouriersOptions = {}): ComplexTensor {
  const shape = shapeOf('fft.fftn', x);
  return severalComplex('fft.fftn', x, plansOf('fft.fftn', shape, options), -1);
}

/** `ifft` along all dimensions, or those named. The shape stays unless `s` is given. PyTorch: `torch.fft.ifftn`. */
export function ifftn(x: Tensor | ComplexTensor, options: FouriersOptions = {}): ComplexTensor {
  const shape = shapeOf('fft.ifftn', x);
  return severalComplex('fft.ifftn', x, plansOf('fft.ifftn', shape, options), 1);
}

/** `rfft` along the last dimension and `fft` along the others, `[..., m]` to `[..., m / 2 + 1]`. PyTorch: `torch.fft.rfftn`. */
export function rfftn(x: Tensor, options: FouriersOptions = {}): ComplexTensor {
  const shape = shapeOf('fft.rfftn', x);
  return severalReal('fft.rfftn', x, plansOf('fft.rfftn', shape, options));
}

/** The way back from `rfftn`, `[..., m]` to `[..., 2 (m - 1)]`. PyTorch: `torch.fft.irfftn`. */
export function irfftn(x: Tensor | ComplexTensor, options: FouriersOptions = {}): Tensor {
  const shape = shapeOf('fft.irfftn', x);
  return severalBackToReal('fft.irfftn', x, plansOf('fft.irfftn', shape, options));
}
