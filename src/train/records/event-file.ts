/**
 * TensorBoard's event files, as far as numbers go: TFRecords of `Event` messages.
 *
 * Formats: tensorflow/core/lib/io/record_writer.h (length, masked CRC-32C of it, data, masked CRC-32C of
 * them) and tensorflow/core/util/event.proto (protocol buffers).
 */

/** The record that a file begins with. */
export function versionRecord(seconds: number): Uint8Array {
  return record([...double(1, seconds), ...bytes(3, new TextEncoder().encode('brain.Event:2'))]);
}

/** A number under a name at a step; `seconds` since 1970. */
export function scalarRecord(
  tag: string,
  value: number,
  step: number,
  seconds: number,
): Uint8Array {
  const single = new Uint8Array(Float32Array.of(value).buffer);
  const summaryValue = [...bytes(1, new TextEncoder().encode(tag)), (2 << 3) | 5, ...single];
  return record([
    ...double(1, seconds),
    ...[2 << 3, ...varint(step)],
    ...bytes(5, bytes(1, summaryValue)),
  ]);
}

function double(field: number, value: number): number[] {
  return [(field << 3) | 1, ...new Uint8Array(Float64Array.of(value).buffer)];
}

function bytes(field: number, content: Iterable<number>): number[] {
  const list = [...content];
  return [(field << 3) | 2, ...varint(list.length), ...list];
}

function varint(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low | 128, ...varint(Math.floor(value / 128))];
}

function record(data: readonly number[]): Uint8Array {
  const content = Uint8Array.from(data);
  const file = new Uint8Array(12 + content.length + 4);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, masked(file.subarray(0, 8)), true);
  file.set(content, 12);
  view.setUint32(12 + content.length, masked(content), true);
  return file;
}

/** CRC-32C's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

function masked(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  crc = (crc ^ 0xffffffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
