/** Counts of events by their rates, drawn as PyTorch's CPU generator draws them. PyTorch: `torch.poisson`. */
import { RandomError } from './errors.js';
import type { Generator } from './generator.js';

/** Above it the number of uniform draws would grow with the rate. */
const LARGE = 10;

/** log(n!) for n above 10 by Stirling's series, below by adding up. */
function logFactorial(n: number): number {
  if (n < LARGE) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  }
  const x = n + 1;
  const square = 1 / (x * x);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** By the product of uniform numbers. */
function small(generator: Generator, rate: number): number {
  const least = Math.exp(-rate);
  let count = 0;
  for (let product = generator.randDouble(); product > least; count++) {
    product *= generator.randDouble();
  }
  return count;
}

/** By transformed rejection; W. Hörmann, The transformed rejection method for generating Poisson random variables, 1993. */
function large(generator: Generator, rate: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = generator.randDouble() - 0.5;
    const v = generator.randDouble();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
    if (left <= -rate + count * Math.log(rate) - logFactorial(count)) return count;
  }
}

/** One count. @throws RandomError when the rate is negative. */
export function poisson(generator: Generator, rate: number): number {
  if (!(rate >= 0 && rate < Infinity)) {
    throw new RandomError(`poisson: rates must be numbers of 0 or more, got ${rate}.`);
  }
  if (rate === 0) return 0;
  return rate >= LARGE ? large(generator, rate) : small(generator, rate);
}
