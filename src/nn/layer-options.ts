/** Checks of what layers are made with, and how PyTorch prints it. */
import { checkWhole, OptionError } from '../tensor/index.js';

/** @throws OptionError unless it is a number. */
export function checkNumber(owner: string, option: string, value: number | undefined): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new OptionError(owner, option, value, `a number, as in new ${owner}(1)`);
}

/**
 * A layer that has it takes the size of its input from the first batch, or by this method from the state that it is to
 * take; until then that is 0.
 */
export const LAZY = Symbol('lazy');

/** The least size of an input that a layer may be made for. */
export const leastSize = (layer: object): number => (LAZY in layer ? 0 : 1);

/** A number for all spatial dimensions, or one for each, as `[height, width]`. */
export type Size = number | readonly number[];

/**
 * One number for each of `rank` dimensions.
 * @throws OptionError unless all are whole numbers of `least` or more.
 */
export function sizes(
  owner: string,
  option: string,
  value: Size,
  rank: number,
  least: number,
): number[] {
  const [only] = Array.isArray(value) && value.length === 1 ? value : [value];
  const list = typeof only === 'number' ? Array<number>(rank).fill(only) : value;
  if (!Array.isArray(list) || list.length !== rank) {
    throw new OptionError(owner, option, value, `a number, or ${rank} of them`);
  }
  return list.map((size) => checkWhole(owner, option, size, least));
}

/** @throws OptionError unless the value is one of the choices. */
export function checkChoice<T extends string>(
  owner: string,
  option: string,
  value: T,
  choices: readonly T[],
): T {
  if (choices.includes(value)) return value;
  throw new OptionError(owner, option, `'${value}'`, `one of '${choices.join("', '")}'`);
}

/**
 * A parameter that a layer has unless it was made without it: then it is undefined. The type leaves that out, as
 * PyTorch's does, so that what nearly every layer has can be used as it is: `bn.weight.data`.
 */
export function unlessLeftOut<T>(has: boolean, make: () => T): T {
  return has ? make() : (undefined as T);
}

/** As Python writes a tuple. */
export const showTuple = (values: readonly number[]): string =>
  values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;

/** As PyTorch writes sizes that were given as one number where they are all the same. */
export const showSize = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? `${values[0]}` : showTuple(values);

export const showBool = (value: boolean): string => (value ? 'True' : 'False');

/** As Python writes a float. */
export function showFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return value.toFixed(1);
  const text = Math.abs(value) < 1e-4 ? value.toExponential() : `${value}`;
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
