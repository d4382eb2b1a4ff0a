/**
 * A minimal PNG encoder for small pictures: 8 bits a channel, greyscale or RGB, no interlacing.
 * {@link https://www.w3.org/TR/png-3/ | PNG specification}, sections 5 and 11.
 */
import { crc32, deflateSync } from 'node:zlib';

export interface Picture {
  width: number;
  height: number;
  /** 1: greyscale; 3: red, green, blue, interleaved. */
  channels: 1 | 3;
  /** Row after row, `width * height * channels` bytes. */
  pixels: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOR_TYPE = { 1: 0, 3: 2 } as const;
const FILTER_UP = 2;

export function encodePng({ width, height, channels, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = COLOR_TYPE[channels];

  // Each row as its difference from the row above: enlarged pictures become almost all zeros.
  const stride = width * channels;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const row = y * (stride + 1);
    rows[row] = FILTER_UP;
    for (let i = 0; i < stride; i++) {
      const above = y === 0 ? 0 : (pixels[(y - 1) * stride + i] ?? 0);
      rows[row + 1 + i] = (pixels[y * stride + i] ?? 0) - above;
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Makes each pixel a square of `factor` x `factor`, so that browsers show edges instead of blur. */
export function enlarge({ width, height, channels, pixels }: Picture, factor: number): Picture {
  const large = new Uint8Array(width * height * channels * factor * factor);
  let to = 0;
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      for (let c = 0; c < channels; c++) large[to++] = pixels[from + c] ?? 0;
    }
  }
  return { width: width * factor, height: height * factor, channels, pixels: large };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
