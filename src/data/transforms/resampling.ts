/**
 * Resizing as a product with a matrix for each direction: row i has the weights of the pixels that make up
 * pixel i of the result. Source: PyTorch's `interpolate`, and its kernels with `antialias=True`, which are PIL's.
 */
import { checkChoice } from './checks.js';

/**
 * How pixels of another size are computed: `nearest` takes one, as PyTorch's first version of it, `nearest-exact` the one
 * that is really nearest, `bilinear` two in each direction, `bicubic` four.
 */
export type Resampling = (typeof RESAMPLINGS)[number];
const RESAMPLINGS = ['nearest', 'nearest-exact', 'bilinear', 'bicubic'] as const;

export interface ResamplingOptions {
  /** Default `bilinear`. */
  interpolation?: Resampling;
  /** Whether `bilinear` and `bicubic` take more pixels where images get smaller, so that these stay smooth. Default true. */
  antialias?: boolean;
}

/** Defaults of {@link ResamplingOptions}. */
export const RESAMPLING = { interpolation: 'bilinear', antialias: true } as const;

/** @throws TransformError when there is no such interpolation. */
export function checkResampling(transform: string, interpolation: Resampling): void {
  checkChoice(transform, 'interpolation', interpolation, RESAMPLINGS);
}

/** A side of an image, of which a window is resized. */
export interface ResizedSide {
  /** Pixels of the whole side. */
  readonly size: number;
  /** Where the window begins, in pixels. Default 0. */
  readonly from?: number;
  /** Where it ends. Default `size`. */
  readonly to?: number;
}

/**
 * @param newSize pixels of the result
 * @returns `[newSize, size]`, row by row
 */
export function resizingWeights(
  { size, from = 0, to = size }: ResizedSide,
  newSize: number,
  { interpolation, antialias }: Required<ResamplingOptions>,
): Float32Array {
  const weights = new Float32Array(newSize * size);
  const window = to - from;
  const scale = window / newSize;
  for (let i = 0; i < newSize; i++) {
    for (const [pixel, weight] of tapsOf(i, scale, window, interpolation, antialias)) {
      // What lies beyond an edge is the pixel there.
      const inside = Math.min(Math.max(pixel, 0), window - 1);
      weights[i * size + from + inside] += weight;
    }
  }
  return weights;
}

type Tap = readonly [pixel: number, weight: number];

/** The pixels of a window that make up pixel `i` of the result, counted from the window's beginning. */
function tapsOf(
  i: number,
  scale: number,
  window: number,
  interpolation: Resampling,
  antialias: boolean,
): Tap[] {
  const centre = (i + 0.5) * scale;
  switch (interpolation) {
    case 'nearest':
      return [[Math.floor(i * scale), 1]];
    case 'nearest-exact':
      return [[Math.floor(centre), 1]];
    case 'bilinear':
      return antialias ? smoothTaps(centre, scale, window, tent, 1) : tentTaps(centre);
    case 'bicubic':
      return antialias ? smoothTaps(centre, scale, window, cubic(-0.5), 2) : cubicTaps(centre);
    default:
      return interpolation satisfies never;
  }
}

/** @param reach how far the filter goes, in pixels of the smaller image */
function smoothTaps(
  centre: number,
  scale: number,
  window: number,
  filter: (x: number) => number,
  reach: number,
): Tap[] {
  const stretch = Math.max(scale, 1);
  // PyTorch cuts the window's own bounds, not those of the whole image.
  const first = Math.max(Math.trunc(centre - reach * stretch + 0.5), 0);
  const end = Math.min(Math.trunc(centre + reach * stretch + 0.5), window);
  const pixels = Array.from({ length: end - first }, (_, tap) => first + tap);
  const weights = pixels.map((pixel) => filter((pixel - centre + 0.5) / stretch));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return pixels.map((pixel, tap) => [pixel, weights[tap] / sum]);
}

function tentTaps(centre: number): Tap[] {
  const place = Math.max(centre - 0.5, 0);
  const pixel = Math.floor(place);
  return [
    [pixel, 1 - (place - pixel)],
    [pixel + 1, place - pixel],
  ];
}

function cubicTaps(centre: number): Tap[] {
  const pixel = Math.floor(centre - 0.5);
  const filter = cubic(-0.75);
  return [-1, 0, 1, 2].map((tap) => [pixel + tap, filter(pixel + tap - centre + 0.5)]);
}

const tent = (x: number) => Math.max(0, 1 - Math.abs(x));

/** Keys' cubic convolution. PyTorch's sharpness is -0.75, PIL's -0.5. */
const cubic = (sharpness: number) => (x: number) => {
  const a = sharpness;
  const distance = Math.abs(x);
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance ** 2 + 1;
  return distance < 2 ? a * (((distance - 5) * distance + 8) * distance - 4) : 0;
};
