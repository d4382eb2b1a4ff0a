/** Spectra of short parts of a signal, one after the other, and the way back. PyTorch: `torch.stft`. */
import { ComplexTensor, pair } from '../complex-tensor.js';
import { ones, tensor } from '../creation.js';
import { DtypeError, OptionError, ShapeError, shown } from '../errors.js';
import { cat } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { checkWhole, withDefaults } from '../options.js';
import { show } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { fft, irfft, rfft } from './transforms.js';

/** What {@link stft} and {@link istft} have in common. */
export interface ShortTimeOptions {
  /** How far apart the parts begin. Default a quarter of `nFft`. */
  hopLength?: number | undefined;
  /** How long the window is. Default `nFft`. */
  winLength?: number | undefined;
  /** What parts are multiplied with, `[winLength]`, as by `hannWindow`. Default ones. */
  window?: Tensor | undefined;
  /** Whether part t lies around place t * hopLength, or begins there. Default true. */
  center?: boolean;
  /** Whether spectra are divided by the root of `nFft`. Default false. */
  normalized?: boolean;
  /** Whether only the first half of each spectrum is there, which says all. Default true. */
  onesided?: boolean;
}

/** Options of {@link stft}. */
export interface StftOptions extends ShortTimeOptions {
  /** What lies beyond the ends where parts lie around their places. Default `'reflect'`. */
  padMode?: 'reflect' | 'constant' | 'replicate' | 'circular';
  /** True, as it must be given in PyTorch: spectra are complex numbers. Pairs of real ones are `viewAsReal(spectra)`. */
  returnComplex?: true;
}

/** Options of {@link istft}. */
export interface IstftOptions extends ShortTimeOptions {
  /** How long the signal is. Default: as far as the parts go. */
  length?: number | undefined;
}

const DEFAULTS = {
  hopLength: undefined,
  winLength: undefined,
  window: undefined,
  center: true,
  normalized: false,
  onesided: true,
};

interface Parts {
  readonly hop: number;
  /** `[nFft]` */
  readonly window: Tensor;
}

/** The window in the middle of a part. @throws ShapeError for a window of another length. */
function partsOf(operation: string, nFft: number, options: ShortTimeOptions): Parts {
  checkWhole(operation, 'nFft', nFft, 1);
  const { hopLength = Math.floor(nFft / 4), winLength = nFft, window } = options;
  const hop = checkWhole(operation, 'hopLength', hopLength, 1);
  const width = checkWhole(operation, 'winLength', winLength, 1, nFft);
  if (window !== undefined) checkTensor(operation, window, 'the window');
  if (window && `${window.shape}` !== `${width}`) {
    throw new ShapeError(
      operation,
      [window.shape],
      `${operation}: the window must be [${width}], got ${show(window.shape)}.`,
    );
  }
  const given = window ?? ones([width]);
  const before = Math.floor((nFft - width) / 2);
  const after = nFft - width - before;
  return { hop, window: cat([given.newZeros([before]), given, given.newZeros([after])]) };
}

/** Of each place beyond the ends, the place whose value it has; undefined for 0. */
const BEYOND: Readonly<
  Record<NonNullable<StftOptions['padMode']>, (place: number, length: number) => number | undefined>
> = {
  reflect: (place, length) => (place < 0 ? -place : 2 * (length - 1) - place),
  constant: () => undefined,
  replicate: (place, length) => (place < 0 ? 0 : length - 1),
  circular: (place, length) => ((place % length) + length) % length,
};

/** @throws OptionError for another mode, ShapeError for a signal that is too short to be mirrored. */
function widened(x: Tensor, by: number, padMode: NonNullable<StftOptions['padMode']>): Tensor {
  const beyond = BEYOND[padMode];
  if (beyond === undefined) {
    const choices = `one of '${Object.keys(BEYOND).join("', '")}'`;
    throw new OptionError('stft', 'padMode', `'${padMode}'`, choices);
  }
  const length = x.shape[1];
  if (padMode === 'constant') {
    const zeros = x.newZeros([x.shape[0], by]);
    return cat([zeros, x, zeros], 1);
  }
  if (padMode !== 'replicate' && by >= length) {
    throw new ShapeError(
      'stft',
      [x.shape],
      `stft: a signal of ${length} numbers is too short to be widened by ${by} at each end. Take a smaller nFft, or padMode 'constant'.`,
    );
  }
  const places = Int32Array.from({ length: length + 2 * by }, (_, i) => {
    const place = i - by;
    return place >= 0 && place < length ? place : (beyond(place, length) ?? 0);
  });
  return x.indexSelect(1, tensor(places));
}

/**
 * The spectra of parts of a signal, `[length]` or `[batch, length]`: `[..., frequencies, parts]`. PyTorch: `torch.stft` with
 * `return_complex=True`.
 *
 * @param nFft how long a part is
 * @throws ShapeError for another shape, or a signal that is shorter than a part; OptionError when a length is out of range.
 */
export function stft(x: Tensor, nFft: number, options: StftOptions = {}): ComplexTensor {
  const { padMode, returnComplex, ...shared } = withDefaults('stft', options, {
    ...DEFAULTS,
    padMode: 'reflect',
    returnComplex: true,
  });
  if (returnComplex !== true) {
    const wanted = 'true; pairs of real numbers are viewAsReal(spectra)';
    throw new OptionError('stft', 'returnComplex', returnComplex, wanted);
  }
  checkTensor('stft', x, 'the signal');
  const { center, normalized, onesided } = shared;
  if (x.ndim !== 1 && x.ndim !== 2) {
    throw new ShapeError(
      'stft',
      [x.shape],
      `stft: the signal must be [length] or [batch, length], got ${show(x.shape)}.`,
    );
  }
  return pair(() => {
    const { hop, window } = partsOf('stft', nFft, shared);
    const rows = x.ndim === 1 ? x.unsqueeze(0) : x;
    const wide = center ? widened(rows, Math.floor(nFft / 2), padMode) : rows;
    if (wide.shape[1] < nFft) {
      throw new ShapeError(
        'stft',
        [x.shape],
        `stft: the signal has ${wide.shape[1]} numbers, and a part nFft = ${nFft}.`,
      );
    }
    const parts = wide.unfold(1, nFft, hop).mul(window);
    const norm = normalized ? 'ortho' : 'backward';
    const { real, imag } = onesided ? rfft(parts, { norm }) : fft(parts, { norm });
    const shaped = (part: Tensor) => {
      const turned = part.transpose(1, 2);
      return x.ndim === 1 ? turned.squeeze(0) : turned;
    };
    return [shaped(real), shaped(imag)];
  });
}

/**
 * The signal that has these spectra, `[frequencies, parts]` or `[batch, frequencies, parts]`: `[length]` or `[batch, length]`.
 * PyTorch: `torch.istft`.
 *
 * @param nFft how long a part is
 * @throws DtypeError for what is no ComplexTensor, ShapeError for another shape, OptionError when a length is out of range.
 */
export function istft(spectra: ComplexTensor, nFft: number, options: IstftOptions = {}): Tensor {
  const { length, ...shared } = withDefaults('istft', options, { ...DEFAULTS, length: undefined });
  if (!(spectra instanceof ComplexTensor)) {
    throw new DtypeError(
      'istft',
      `it takes a ComplexTensor, as stft gives, got ${shown(spectra)}.`,
    );
  }
  const { center, normalized, onesided } = shared;
  const { hop, window } = partsOf('istft', nFft, shared);
  const frequencies = onesided ? Math.floor(nFft / 2) + 1 : nFft;
  const { ndim, shape } = spectra;
  if ((ndim !== 2 && ndim !== 3) || shape[ndim - 2] !== frequencies) {
    throw new ShapeError(
      'istft',
      [shape],
      `istft: spectra must be [${frequencies} frequencies, parts], or that behind a batch, got ${show(shape)}.`,
    );
  }
  return asOneOperation(() => {
    const turned = (part: Tensor) => (ndim === 2 ? part.unsqueeze(0) : part).transpose(1, 2);
    const given = new ComplexTensor(turned(spectra.real), turned(spectra.imag));
    const norm = normalized ? 'ortho' : 'backward';
    const half = Math.floor(nFft / 2) + 1;
    // The other half says the same again: it isn't looked at, as in PyTorch.
    const first = onesided ? given : given.at('...', { end: half });
    const parts = irfft(first, { n: nFft, norm });
    const [batch, count] = parts.shape;
    const whole = nFft + hop * (count - 1);
    const places = tensor(
      Int32Array.from({ length: count * nFft }, (_, i) => Math.floor(i / nFft) * hop + (i % nFft)),
    );
    const added = (rows: Tensor) => rows.newZeros([rows.shape[0], whole]).indexAdd(1, places, rows);
    const sums = added(parts.mul(window).reshape([batch, -1]));
    const weights = added(window.square().repeat(count).unsqueeze(0));
    const start = center ? Math.floor(nFft / 2) : 0;
    const end = length === undefined ? whole - start : Math.min(whole, start + length);
    const cut = (rows: Tensor) => rows.narrow(1, start, end - start);
    const signal = cut(sums).div(cut(weights));
    const missing = length === undefined ? 0 : length - (end - start);
    const filled = missing > 0 ? cat([signal, signal.newZeros([batch, missing])], 1) : signal;
    return ndim === 2 ? filled.squeeze(0) : filled;
  });
}
