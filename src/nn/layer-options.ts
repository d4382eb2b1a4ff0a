/** Checks of what layers are made with. */
import { OptionError } from '../tensor/index.js';

/** @throws OptionError unless the value is a whole number of `least` or more. */
export function checkWhole(owner: string, option: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new OptionError(owner, option, value, `a whole number of ${least} or more`);
}

/** A number for both directions of an image, or one for each: height, width. */
export type Size2d = number | readonly [height: number, width: number];

/** @throws OptionError unless both are whole numbers of `least` or more. */
export function pair(
  owner: string,
  option: string,
  value: Size2d,
  least: number,
): [number, number] {
  const [height, width] = typeof value === 'number' ? [value, value] : value;
  return [checkWhole(owner, option, height, least), checkWhole(owner, option, width, least)];
}

/** As PyTorch writes a pair. */
export const showPair = ([height, width]: readonly [number, number]): string =>
  `(${height}, ${width})`;
