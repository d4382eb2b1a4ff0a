/** What options of transforms must be. */
import { shown } from '../../tensor/index.js';
import { TransformError } from '../errors.js';

/** @throws TransformError when `p` is not from 0 to 1. */
export function checkProbability(transform: string, p: number): void {
  if (p >= 0 && p <= 1) return;
  throw new TransformError(transform, `p is ${p}. It is a probability, 0 to 1.`);
}

/** A lowest and a highest number. */
export type Range = readonly [from: number, to: number];

/** @throws TransformError unless both are numbers, from `lowest` on, and in order. */
export function checkRange(
  transform: string,
  option: string,
  [from, to]: Range,
  lowest = -Infinity,
): void {
  if (Number.isFinite(from) && Number.isFinite(to) && lowest <= from && from <= to) return;
  const bound = lowest === -Infinity ? '' : ` from ${lowest} on`;
  throw new TransformError(
    transform,
    `${option} is [${from}, ${to}]. It is a range [from, to]${bound}.`,
  );
}

/** @throws TransformError unless `value` is a whole number from `lowest` to `highest`. */
export function checkWhole(
  transform: string,
  option: string,
  value: number,
  lowest: number,
  highest = Infinity,
): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  const end = highest === Infinity ? '' : ` to ${highest}`;
  throw new TransformError(
    transform,
    `${option} is ${shown(value)}. It is a whole number from ${lowest}${end}.`,
  );
}

/** @throws TransformError unless `value` is one of the choices. */
export function checkChoice(
  transform: string,
  option: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (choices.some((choice) => choice === value)) return;
  throw new TransformError(
    transform,
    `${option} is ${shown(value)}. It is one of: ${choices.join(', ')}.`,
  );
}
