/** torchvision's arithmetic of sizes, for pictures that are read and for batches on the device alike. */

/** A number for both sides or for the shorter one, as it is told where it is used; or height and width. */
export type Sides = number | readonly [height: number, width: number];

/**
 * The sides that `Resize` gives: a number is for the shorter one, and the longer one is cut to whole pixels.
 * @param maxSize the most that the longer one may have where `size` is a number
 * Source: torchvision's `_compute_resized_output_size`.
 */
export function resizedSides(
  size: Sides,
  height: number,
  width: number,
  maxSize = Infinity,
): readonly [number, number] {
  if (typeof size !== 'number') return size;
  const [short, long] = [Math.min(height, width), Math.max(height, width)];
  let [newShort, newLong] = [size, Math.floor((size * long) / short)];
  if (newLong > maxSize) {
    [newShort, newLong] = [Math.floor((maxSize * newShort) / newLong), maxSize];
  }
  return height <= width ? [newShort, newLong] : [newLong, newShort];
}

/** Where `CenterCrop`'s window begins along a side; below 0 where the side is shorter than the window. */
export function centerStart(side: number, window: number): number {
  return window > side ? -Math.floor((window - side) / 2) : roundHalfEven((side - window) / 2);
}

/** As Python's `round`, which has no -0. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + Math.abs(floor % 2) : Math.round(value) + 0;
}
