/** Windows that signals are looked at through. PyTorch: `torch.hann_window` and its kin. */
import { tensor } from '../creation.js';
import { checkWhole, type Sole, soleOption } from '../options.js';
import type { Tensor } from '../tensor.js';

/** Whether the window would go on where it begins anew, as spectra want it; or is the same from both ends. Default true. */
type Periodic = Sole<'periodic', boolean>;

/** @param at the value at a share of the way, 0 to 1 */
function windowOf(
  operation: string,
  windowLength: number,
  given: Periodic | undefined,
  at: (share: number) => number,
): Tensor {
  checkWhole(operation, 'windowLength', windowLength, 0);
  const periodic = soleOption(operation, 'periodic', given, true);
  if (windowLength === 1) return tensor([1]);
  const whole = periodic ? windowLength : windowLength - 1;
  return tensor(Float32Array.from({ length: windowLength }, (_, i) => at(i / whole)));
}

const wave = (times: number, share: number) => Math.cos(2 * Math.PI * times * share);

/** A raised cosine, `[windowLength]`. PyTorch: `torch.hann_window`. */
export function hannWindow(windowLength: number, periodic?: Periodic): Tensor {
  return windowOf('hannWindow', windowLength, periodic, (share) => 0.5 - 0.5 * wave(1, share));
}

/** A raised cosine that ends above 0, `[windowLength]`. PyTorch: `torch.hamming_window`. */
export function hammingWindow(windowLength: number, periodic?: Periodic): Tensor {
  return windowOf('hammingWindow', windowLength, periodic, (share) => 0.54 - 0.46 * wave(1, share));
}

/** Two cosines, `[windowLength]`. PyTorch: `torch.blackman_window`. */
export function blackmanWindow(windowLength: number, periodic?: Periodic): Tensor {
  const at = (share: number) => 0.42 - 0.5 * wave(1, share) + 0.08 * wave(2, share);
  return windowOf('blackmanWindow', windowLength, periodic, at);
}

/** A triangle, `[windowLength]`. PyTorch: `torch.bartlett_window`. */
export function bartlettWindow(windowLength: number, periodic?: Periodic): Tensor {
  return windowOf('bartlettWindow', windowLength, periodic, (share) => 1 - Math.abs(2 * share - 1));
}
