/** How many of several trials succeed, drawn as PyTorch's CPU generator draws it. PyTorch: `torch.binomial`. */
import { RandomError } from './errors.js';
import type { Generator } from './generator.js';

const { fround } = Math;

/** From so many expected successes on, counting them one by one would take longer. */
const LARGE = 10;

/** One number of successes. @throws RandomError for what is no number of trials and no probability. */
export function binomial(generator: Generator, trials: number, chance: number): number {
  if (!(trials >= 0 && trials < Infinity && chance >= 0 && chance <= 1)) {
    throw new RandomError(
      `binomial: trials must be numbers of 0 or more and chances from 0 to 1, got ${trials} and ${chance}.`,
    );
  }
  if (trials === 0 || chance === 0) return 0;
  if (chance === 1) return trials;
  if (chance > 0.5) return trials - rare(generator, trials, fround(1 - chance));
  return rare(generator, trials, chance);
}

/** Of a chance of at most a half. */
const rare = (generator: Generator, trials: number, chance: number): number =>
  fround(trials * chance) >= LARGE
    ? many(generator, trials, chance)
    : few(generator, trials, chance);

/** By the numbers of trials from one success to the next. */
function few(generator: Generator, trials: number, chance: number): number {
  const logarithm = fround(Math.log1p(-chance));
  let tried = 0;
  for (let count = 0; ; count++) {
    tried += Math.ceil(Math.log(generator.randDouble()) / logarithm);
    if (tried > trials) return count;
  }
}

/**
 * By transformed rejection; W. Hörmann, The generation of binomial random variates, 1993. As in PyTorch, the ratio's
 * logarithm is taken once.
 */
function many(generator: Generator, trials: number, chance: number): number {
  const rest = fround(1 - chance);
  const expected = fround(trials * chance);
  const deviation = fround(Math.sqrt(fround(expected * rest)));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * chance;
  const center = expected + 0.5;
  const vr = 0.92 - 4.2 / b;
  const odds = fround(chance / rest);
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor(fround((trials + 1) * chance));
  for (;;) {
    const u = generator.randDouble() - 0.5;
    const v = generator.randDouble();
    const us = 0.5 - Math.abs(u);
    const count = fround(Math.floor(((2 * a) / us + b) * u + center));
    if (count < 0 || count > trials) continue;
    if (us >= 0.07 && v <= vr) return count;
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (trials - mode + 1))) +
      (trials + 1) * Math.log((trials - mode + 1) / (trials - count + 1)) +
      (count + 0.5) * Math.log((odds * (trials - count + 1)) / (count + 1)) +
      tail(mode) +
      tail(trials - mode) -
      tail(count) -
      tail(trials - count);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return count;
  }
}

/** log(k!) less Stirling's formula for it: by its series, below 10 by adding up. */
function tail(k: number): number {
  if (k < 10) {
    let sum = k + 1 - (k + 0.5) * Math.log(k + 1) - 0.5 * Math.log(2 * Math.PI);
    for (let i = 2; i <= k; i++) sum += Math.log(i);
    return sum;
  }
  const square = (k + 1) ** 2;
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}
