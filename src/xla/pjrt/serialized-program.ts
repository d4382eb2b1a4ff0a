/**
 * The serialized form of a program: what the plugin gives, and before it the parameters, which the plugin
 * doesn't keep, and a checksum, for the plugin's bytes are machine code that it runs without a look.
 *
 *   offset 0   "GRADBOOK-PJRT-1\n"
 *         16   SHA-256 of all that follows
 *         48   length of the JSON, 32 bits, little-endian
 *         52   the parameters as JSON, then the plugin's bytes
 */
import { createHash } from 'node:crypto';
import { isElementType } from './element-type.js';
import { PjrtError } from './errors.js';
import type { Parameter } from './signature.js';

export interface SerializedProgram {
  readonly parameters: readonly Parameter[];
  /** The plugin's own bytes. */
  readonly program: Uint8Array;
}

const MAGIC = 'GRADBOOK-PJRT-1\n';
const CHECKSUM_END = MAGIC.length + 32;
const HEADER_END = CHECKSUM_END + 4;

export function encodeProgram({ parameters, program }: SerializedProgram): Uint8Array {
  const json = Buffer.from(JSON.stringify(parameters));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const body = Buffer.concat([length, json, program]);
  return Buffer.concat([Buffer.from(MAGIC), checksum(body), body]);
}

/** @throws PjrtError when the bytes are something else, cut off or damaged */
export function decodeProgram(bytes: Uint8Array): SerializedProgram {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (all.toString('latin1', 0, MAGIC.length) !== MAGIC) throw invalid('its beginning is another');
  const body = all.subarray(CHECKSUM_END);
  if (!checksum(body).equals(all.subarray(MAGIC.length, CHECKSUM_END)) || body.length < 4) {
    throw invalid('it is cut off or damaged');
  }
  const programStart = HEADER_END + body.readUInt32LE();
  const parameters: unknown = JSON.parse(all.toString('utf8', HEADER_END, programStart));
  if (!Array.isArray(parameters) || !parameters.every(isParameter)) {
    throw invalid('its parameters have another form');
  }
  return { parameters, program: all.subarray(programStart) };
}

function checksum(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}

function isParameter(value: unknown): value is Parameter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    isElementType(value.type) &&
    'donated' in value &&
    typeof value.donated === 'boolean' &&
    'shape' in value &&
    Array.isArray(value.shape) &&
    value.shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

function invalid(reason: string): PjrtError {
  return new PjrtError(
    'INVALID_ARGUMENT',
    'PJRT_Executable_DeserializeAndLoad',
    `these bytes are not what serialize() made: ${reason}`,
  );
}
