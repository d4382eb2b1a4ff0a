/**
 * TensorBoard's event files: TFRecords of `Event` messages.
 *
 * Formats: tensorflow/core/lib/io/record_writer.h (length, masked CRC-32C of it, data, masked CRC-32C of
 * them) and tensorflow/core/util/event.proto (protocol buffers).
 */
import { bytesField, doubleField, textField, varintField } from '../../formats/protobuf.js';

/** The record that a file begins with. */
export function versionRecord(seconds: number): Uint8Array {
  return record(Buffer.concat([doubleField(1, seconds), textField(3, 'brain.Event:2')]));
}

/** What is shown under a name at a step, a `Summary.Value` without its tag; `seconds` since 1970. */
export function summaryRecord(
  tag: string,
  value: Uint8Array,
  step: number,
  seconds: number,
): Uint8Array {
  const summary = bytesField(1, Buffer.concat([textField(1, tag), value]));
  return record(
    Buffer.concat([doubleField(1, seconds), varintField(2, step), bytesField(5, summary)]),
  );
}

function record(content: Uint8Array): Uint8Array {
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
