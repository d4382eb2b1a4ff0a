/** Files of `torch.save`: tensors and plain data around them. No code of the file is run. */
import {
  FormatError,
  Global,
  isZip,
  type PickleRules,
  readZip,
  unknownGlobal,
  unpickle,
  unpickleAt,
  type ZipEntry,
} from '../formats/index.js';
import { sizeOf, type Tensor, tensor } from '../tensor/index.js';
import { TorchFileError } from './errors.js';
import { isBeforeZip, partsBeforeZip } from './torch-file-before-zip.js';
import { storageId, TorchStorage } from './torch-storage.js';

const OPEN_BRACE = 0x7b;

/**
 * What a file of `torch.save` holds: tensors, and dictionaries (as objects), lists and tuples (as arrays), sets,
 * numbers, texts, truth values and null around them. Numbers become float32, int32 or bool.
 *
 * @throws TorchFileError when it is damaged, holds anything else, or an integer doesn't fit into int32.
 */
export function fromTorchFile(bytes: Uint8Array): unknown {
  if (!isZip(bytes) && !isBeforeZip(bytes)) {
    const begin = new TextDecoder().decode(bytes.subarray(0, 60));
    throw new TorchFileError(
      begin.startsWith('version https://git-lfs')
        ? 'It is a pointer of Git LFS in place of the file. Fetch the file itself: git lfs pull.'
        : bytes[8] === OPEN_BRACE
          ? 'It is no file of torch.save; it looks like safetensors. Read it by load(path).'
          : 'It is no file of torch.save.',
    );
  }
  try {
    return isZip(bytes) ? contentOf(readZip(bytes)) : contentBeforeZip(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new TorchFileError(error.message, { cause: error });
  }
}

/** From the archive's entries by their names below its folder, as `data.pkl` and `data/0`. */
function contentOf(archive: ReadonlyMap<string, ZipEntry>): unknown {
  const entries = new Map(
    [...archive].map(([name, entry]) => [name.slice(name.indexOf('/') + 1), entry()]),
  );
  const pickle = entries.get('data.pkl');
  if (!pickle) {
    throw new TorchFileError(
      entries.has('constants.pkl')
        ? 'It is a TorchScript program. Save its weights, in Python: torch.save(net.state_dict(), path).'
        : 'It is an archive without data.pkl, so none of torch.save.',
    );
  }
  const order = entries.get('byteorder');
  if (order && new TextDecoder().decode(order) !== 'little') {
    throw new TorchFileError('Its numbers are big-endian, which is not supported.');
  }
  const rules = rulesFor((key) => entries.get(`data/${key}`));
  return plain(unpickle(pickle, rules));
}

function contentBeforeZip(bytes: Uint8Array): unknown {
  const { begin, storages } = partsBeforeZip(bytes);
  const rules = rulesFor((key) => storages.get(key));
  return plain(unpickleAt(bytes, begin, rules).value);
}

/** @param bytesOf the values of a storage by its key */
function rulesFor(bytesOf: (key: string) => Uint8Array | undefined): PickleRules {
  const storages = new Map<string, TorchStorage>();
  return {
    load(id) {
      const { key, dtype, size, elements } = storageId(id);
      const bytes = bytesOf(key);
      if (!bytes || bytes.length < elements * size) {
        throw new TorchFileError(`The values of its storage ${key} are missing or cut off.`);
      }
      const storage = storages.get(key) ?? new TorchStorage(key, dtype, bytes);
      storages.set(key, storage);
      return storage;
    },
    call({ name }, args) {
      switch (name) {
        case 'collections.OrderedDict':
          return new Map();
        case '__builtin__.set':
        case 'builtins.set':
          return new Set(Array.isArray(args[0]) ? args[0] : []);
        case 'torch.Size':
          return args[0];
        case 'torch.device':
          return args.join(':');
        case 'torch._utils._rebuild_tensor':
        case 'torch._utils._rebuild_tensor_v2':
          return rebuilt(args);
        case 'torch._utils._rebuild_parameter':
          return args[0];
        default:
          throw unknownGlobal(name);
      }
    },
  };
}

/** A tensor as a view of a storage: `(storage, offset, size, strides, ...)`. */
function rebuilt([storage, offset, size, strides]: readonly unknown[]): Tensor {
  if (
    !(storage instanceof TorchStorage) ||
    typeof offset !== 'number' ||
    !isWholeNumbers(size) ||
    !isWholeNumbers(strides) ||
    size.length !== strides.length
  ) {
    throw new TorchFileError('One of its tensors is not well-formed.');
  }
  const { values, dtype } = storage.values;
  const count = sizeOf(size);
  const last = size.reduce((sum, length, i) => sum + (length - 1) * strides[i], offset);
  if (count > 0 && last >= values.length) {
    throw new TorchFileError('One of its tensors reaches beyond its storage.');
  }
  const isDense = size.every((_, i) => {
    const inner = sizeOf(size.slice(i + 1));
    return size[i] === 1 || strides[i] === inner;
  });
  if (isDense) return tensor(values.slice(offset, offset + count), size, dtype);
  const picked = values.slice(0, 0).constructor as new (length: number) => typeof values;
  const gathered = new picked(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let at = offset;
    for (let dim = size.length - 1; dim >= 0; dim--) {
      at += (rest % size[dim]) * strides[dim];
      rest = Math.floor(rest / size[dim]);
    }
    gathered[i] = values[at];
  }
  return tensor(gathered, size, dtype);
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** Dictionaries as objects. `fromEntries` makes own properties, whatever their names. */
function plain(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  }
  if (value instanceof Global) return value.name;
  return Array.isArray(value) ? value.map(plain) : value;
}
