/** A picture's bytes as an array of pixels. */
import { Transformer } from '@napi-rs/image';
import { messageOf } from '../../error-message.js';
import { resizedSides, type Sides } from '../image-sizes.js';
import { type RawArray, SampleError } from '../reading/reader.js';
import { centerCropped } from './center-crop.js';
import { toBytes } from './channels.js';

export interface ImageShape {
  /** 3 for RGB (default), 1 for grey. */
  readonly channels?: 1 | 3;
  /** As torchvision's `Resize`: a number for the shorter side, or height and width. */
  readonly resize?: Sides;
  /** As torchvision's `CenterCrop`, after the resizing: a number for a square, or height and width. */
  readonly centerCrop?: Sides;
}

/** By `colorType` of the decoder: how many channels, and the bytes of each value. */
const COLOR_TYPES = [
  [1, 1],
  [2, 1],
  [3, 1],
  [4, 1],
  [1, 2],
  [2, 2],
  [3, 2],
  [4, 2],
] as const;

const TRIANGLE = 1;
const FILL = 1;

/**
 * Decodes PNG, JPEG, WebP, BMP, TIFF and PNM.
 *
 * @returns bytes `[height, width, channels]`; of a grey picture `[height, width, 1]`
 * @throws SampleError when the bytes are no whole picture.
 */
export function decodeImage(bytes: Uint8Array, place: string, shape: ImageShape): RawArray {
  const { channels = 3, resize, centerCrop } = shape;
  try {
    const image = new Transformer(bytes);
    const { width, height, colorType } = image.metadataSync();
    const kind = COLOR_TYPES.at(colorType);
    if (kind === undefined) throw new Error('pixels of real numbers are not supported');
    let size: readonly [number, number] = [height, width];
    if (resize !== undefined) {
      size = resizedSides(resize, height, width);
      image.resize(size[1], size[0], TRIANGLE, FILL);
    }
    const [decoded, bytesPerValue] = kind;
    const data = toBytes(
      { data: image.rawPixelsSync(), channels: decoded, bytesPerValue },
      channels,
    );
    const picture = { data, size, channels };
    const cut = centerCrop === undefined ? picture : centerCropped(picture, centerCrop);
    return { data: cut.data, shape: [...cut.size, channels] };
  } catch (error) {
    throw new SampleError(place, `this is no whole picture (${reasonOf(bytes, error)}).`, {
      cause: error,
    });
  }
}

function reasonOf(bytes: Uint8Array, error: unknown): string {
  if (bytes.length === 0) return 'the file is empty';
  const start = Buffer.from(bytes.subarray(0, 8))
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
  return `${messageOf(error).trim()}; ${bytes.length} bytes that begin with "${start}"`;
}
