/** Where the values of tensors are in files of `torch.save`, and what refers to them. */
import { Global } from '../formats/index.js';
import { TorchFileError } from './errors.js';
import { type SafetensorsDtype, sizeOfDtype, type Values, valuesOf } from './safetensors-values.js';

/** The types of storages; the pickle names them as classes of `torch`. */
const DTYPES: Readonly<Record<string, SafetensorsDtype>> = {
  'torch.FloatStorage': 'F32',
  'torch.DoubleStorage': 'F64',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
};

/** A file's values, from which tensors show parts. */
export class TorchStorage {
  #values: Values | undefined;

  constructor(
    readonly key: string,
    readonly dtype: SafetensorsDtype,
    readonly bytes: Uint8Array,
  ) {}

  get values(): Values {
    const { dtype, bytes, key } = this;
    this.#values ??= valuesOf(
      `storage ${key}`,
      { dtype, shape: [], begin: 0, end: bytes.length },
      bytes,
    );
    return this.#values;
  }
}

/** What a pickle says of a storage. */
export interface StorageId {
  readonly key: string;
  readonly dtype: SafetensorsDtype;
  /** How many bytes one number has. */
  readonly size: number;
  /** How many numbers there are. */
  readonly elements: number;
}

/**
 * Reads `('storage', type, key, device, elements)`, behind which files of before PyTorch 1.6 may have a part of it.
 * @throws TorchFileError when it is none, or of a type that there is not.
 */
export function storageId(id: unknown): StorageId {
  const [kind, type, key, , elements, part]: readonly unknown[] = Array.isArray(id) ? id : [];
  if (kind !== 'storage' || !(type instanceof Global)) {
    throw new TorchFileError('It refers to what is no storage.');
  }
  const dtype = DTYPES[type.name];
  if (!dtype) throw new TorchFileError(`Tensors of ${type.name} are not supported.`);
  if (part !== undefined && part !== null) {
    throw new TorchFileError('Its tensors share parts of storages, which is not supported.');
  }
  return { key: String(key), dtype, size: sizeOfDtype(dtype), elements: Number(elements) };
}
