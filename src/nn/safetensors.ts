/**
 * The safetensors format: tensors by name in one file, which PyTorch's users exchange. Here are bytes and
 * state dicts; files are in state-file.ts.
 *
 * Format: an 8-byte little-endian length, a JSON header of that length (name -> dtype, shape, offsets into
 * what follows), the values. See https://github.com/huggingface/safetensors
 */
import { type Dtype, shown, Tensor, tensor } from '../tensor/index.js';
import { SafetensorsError } from './errors.js';
import { readEntry, type SafetensorsDtype, type Values, valuesOf } from './safetensors-values.js';
import type { StateDict } from './state-dict.js';

const LENGTH_BYTES = 8;
/** The most that the format allows a header, in bytes. */
const MOST_HEADER = 100_000_000;
const METADATA = '__metadata__';

const WRITTEN_AS: Record<Dtype, SafetensorsDtype> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };

/**
 * A state dict as the bytes of a safetensors file.
 * @param metadata texts that go along with the tensors
 * @throws SafetensorsError when something in it is no tensor.
 */
export function toSafetensors(state: StateDict, metadata: Record<string, string> = {}): Uint8Array {
  if (typeof state !== 'object' || state === null) {
    throw new SafetensorsError(
      `A state dict holds tensors by name, as net.stateDict() gives it; this is ${shown(state)}.`,
    );
  }
  const header: Record<string, unknown> = { [METADATA]: { format: 'pt', ...metadata } };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, value] of Object.entries(state)) {
    if (!(value instanceof Tensor)) {
      throw new SafetensorsError(`'${name}' is ${typeof value}; a state dict holds tensors only.`);
    }
    const { dtype, bytes } = encode(name, value);
    header[name] = { dtype, shape: value.shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Values begin at a multiple of 8, so the header is filled up with spaces.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerLength + offset).fill(0x20, LENGTH_BYTES);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** Counters are int64 in PyTorch, int32 here: those of batch norm go out as PyTorch expects them. */
function encode(name: string, value: Tensor): { dtype: SafetensorsDtype; bytes: Uint8Array } {
  const values = value.dataSync();
  if (value.dtype === 'int32' && /(^|\.)num_batches_tracked$/.test(name)) {
    return { dtype: 'I64', bytes: bytesOf(BigInt64Array.from(values, (v) => BigInt(v))) };
  }
  return { dtype: WRITTEN_AS[value.dtype], bytes: bytesOf(values) };
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/**
 * The state dict in the bytes of a safetensors file.
 * @throws SafetensorsError saying what is wrong with the bytes.
 */
export function fromSafetensors(file: Uint8Array): StateDict {
  const { header, data } = parts(file);
  const state: StateDict = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) continue;
    const entry = readEntry(name, value, data.length);
    const { values, dtype }: Values = valuesOf(name, entry, data);
    state[name] = tensor(values, entry.shape, dtype).keep();
  }
  return state;
}

/**
 * The texts that go along with the tensors of a safetensors file.
 * @throws SafetensorsError saying what is wrong with the bytes.
 */
export function safetensorsMetadata(file: Uint8Array): Readonly<Record<string, unknown>> {
  const metadata: unknown = Reflect.get(parts(file).header, METADATA);
  return typeof metadata === 'object' && metadata !== null ? { ...metadata } : {};
}

function parts(file: Uint8Array): { header: object; data: Uint8Array } {
  if (file.length < LENGTH_BYTES) {
    throw new SafetensorsError(`It has ${file.length} bytes, too few for a safetensors file.`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > MOST_HEADER || LENGTH_BYTES + Number(length) > file.length) {
    throw new SafetensorsError(
      `Its header should have ${length} bytes, but the file has ${file.length}. It is cut off, or no ` +
        'safetensors file.',
    );
  }
  const end = LENGTH_BYTES + Number(length);
  return { header: headerOf(file.subarray(LENGTH_BYTES, end)), data: file.subarray(end) };
}

function headerOf(bytes: Uint8Array): object {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new SafetensorsError('Its header is not JSON; it is no safetensors file.', {
      cause: error,
    });
  }
  if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header;
  throw new SafetensorsError('Its header is not a JSON object; it is no safetensors file.');
}
