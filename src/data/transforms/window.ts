/** Windows of an image by chance: a share of its area, a ratio of its sides, a place. */

import type { Generator } from '../../random/index.js';
import { roundHalfEven } from '../image-sizes.js';
import type { Range } from './checks.js';

export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** So often torchvision tries. */
const TRIES = 10;

export interface WindowChoice {
  /** The window's share of the image's area. */
  readonly scale: Range;
  readonly ratio: Range;
  /** Which side `ratio` is of, for the other one. */
  readonly ratioOf: 'width' | 'height';
  /** Whether a window of this height and width may be taken. */
  fits(height: number, width: number): boolean;
  /** Is called before the place is drawn, to draw what comes before it. */
  beforePlace?(height: number, width: number): void;
}

/** @returns undefined where none fitted */
export function windowOf(
  generator: Generator,
  height: number,
  width: number,
  { scale, ratio, ratioOf, fits, beforePlace }: WindowChoice,
): Window | undefined {
  const [from, to] = ratio.map((side) => Math.fround(Math.log(Math.fround(side))));
  for (let i = 0; i < TRIES; i++) {
    const area = height * width * generator.uniform(...scale);
    const drawnRatio = Math.fround(Math.exp(generator.uniform(from, to)));
    const one = roundHalfEven(Math.sqrt(area * drawnRatio));
    const other = roundHalfEven(Math.sqrt(area / drawnRatio));
    const [high, wide] = ratioOf === 'height' ? [one, other] : [other, one];
    if (!fits(high, wide)) continue;
    beforePlace?.(high, wide);
    const top = generator.randint(height - high + 1);
    const left = generator.randint(width - wide + 1);
    return { top, left, height: high, width: wide };
  }
  return undefined;
}
