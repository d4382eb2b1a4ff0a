/** The middle of a picture. Source: torchvision's `center_crop`, which pads with 0 what is too small. */
import { centerStart, type Sides } from '../image-sizes.js';

export interface Picture {
  /** `[height, width, channels]`, channels fastest. */
  readonly data: Uint8Array;
  readonly size: readonly [height: number, width: number];
  readonly channels: number;
}

/** @param window a number for a square, or height and width */
export function centerCropped(
  { data, size: [height, width], channels }: Picture,
  window: Sides,
): Picture {
  const [newHeight, newWidth] = typeof window === 'number' ? [window, window] : window;
  const top = centerStart(height, newHeight);
  const left = centerStart(width, newWidth);
  const cut = new Uint8Array(newHeight * newWidth * channels);
  const firstColumn = Math.max(left, 0);
  const columns = Math.min(left + newWidth, width) - firstColumn;
  for (let y = Math.max(top, 0); y < Math.min(top + newHeight, height); y++) {
    const from = (y * width + firstColumn) * channels;
    const to = ((y - top) * newWidth + firstColumn - left) * channels;
    cut.set(data.subarray(from, from + columns * channels), to);
  }
  return { data: cut, size: [newHeight, newWidth], channels };
}
