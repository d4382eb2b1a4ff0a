/** Numbers of gamma distributions, drawn as PyTorch's CPU generator draws them. PyTorch: `torch._standard_gamma`. */
import type { Generator } from './generator.js';

/** In which precision PyTorch computes with the concentration: that of its tensor. */
export type Precision = 'float32' | 'float64';

const rounding = { float32: Math.fround, float64: (value: number) => value };

const THIRD = Math.fround(1 / 3);
const SQUEEZE = Math.fround(0.0331);

/**
 * One number of the gamma distribution of this concentration and rate 1, not rounded.
 * G. Marsaglia and W. W. Tsang, A simple method for generating gamma variables, 2000.
 * @param concentration of 0 or more
 */
export function standardGamma(
  generator: Generator,
  concentration: number,
  precision: Precision = 'float32',
): number {
  if (concentration === 0) return 0;
  const round = rounding[precision];
  let alpha = concentration;
  let scale = 1;
  if (alpha < 1) {
    scale = (1 - generator.randDouble()) ** round(1 / alpha);
    alpha = round(alpha + 1);
  }
  const d = round(alpha - THIRD);
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const [normal, root] = positive(generator, c);
    const v = root * root * root;
    const u = 1 - generator.randDouble();
    const square = normal ** 2;
    if (u < 1 - SQUEEZE * square * square) return scale * d * v;
    if (Math.log(u) < 0.5 * square + d * (1 - v + Math.log(v))) return scale * d * v;
  }
}

/** A normal number for which 1 + c times it is above 0, and that. */
function positive(generator: Generator, c: number): [normal: number, root: number] {
  for (;;) {
    const normal = generator.normalDouble();
    const root = 1 + c * normal;
    if (root > 0) return [normal, root];
  }
}
