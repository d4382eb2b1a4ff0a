/** Ranges of options. */
import { OptionError } from '../tensor/index.js';

/** @throws OptionError unless the value is a number of 0 or more. */
export function checkNotNegative(owner: string, option: string, value: number): void {
  if (!(value >= 0)) throw new OptionError(owner, option, value, 'a number of 0 or more');
}

/** @throws OptionError unless the value is from 0 to 1. */
export function checkShare(owner: string, option: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new OptionError(owner, option, value, 'a number from 0 to 1');
}

/** @throws OptionError unless both are from 0 to below 1. */
export function checkBetas(owner: string, betas: readonly [number, number]): void {
  for (const [i, beta] of betas.entries()) {
    if (!(beta >= 0 && beta < 1)) {
      throw new OptionError(owner, `betas[${i}]`, beta, 'a number from 0 to below 1');
    }
  }
}
