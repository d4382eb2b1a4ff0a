/** Decoded pixels of any kind as bytes of one or three channels, as PIL's `convert` makes them. */

/** What a decoder gives: values side by side, one or two bytes each, with or without alpha. */
export interface DecodedPixels {
  readonly data: Uint8Array;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  readonly bytesPerValue: 1 | 2;
}

/** Drops alpha; a value of 16 bits becomes its high byte. */
export function toBytes(pixels: DecodedPixels, channels: 1 | 3): Uint8Array {
  const { bytesPerValue } = pixels;
  if (bytesPerValue === 1 && pixels.channels === channels) return pixels.data;
  const step = pixels.channels * bytesPerValue;
  const size = pixels.data.length / step;
  // Values are in the machine's order: the high byte is the second one.
  const at = (pixel: number, channel: number) =>
    pixels.data[pixel * step + channel * bytesPerValue + bytesPerValue - 1];
  const isGrey = pixels.channels < 3;
  const bytes = new Uint8Array(size * channels);
  for (let pixel = 0; pixel < size; pixel++) {
    if (channels === 3) {
      for (let c = 0; c < 3; c++) bytes[pixel * 3 + c] = at(pixel, isGrey ? 0 : c);
    } else {
      bytes[pixel] = isGrey ? at(pixel, 0) : luminance(at(pixel, 0), at(pixel, 1), at(pixel, 2));
    }
  }
  return bytes;
}

/** PIL's `L`: the luma of ITU-R BT.601, in whole numbers. */
const luminance = (red: number, green: number, blue: number) =>
  (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
