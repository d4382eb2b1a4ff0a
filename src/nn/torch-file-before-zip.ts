/**
 * Files that `torch.save` wrote before PyTorch 1.6, or writes with `_use_new_zipfile_serialization=False`: pickles one after
 * the other, and then the values. Many weights that are published are such files. See `_legacy_save` of
 * `torch/serialization.py`.
 */
import { FormatError, type PickleRules, unpickleAt } from '../formats/index.js';
import { storageId } from './torch-storage.js';

/** What they begin with: a pickle of protocol 2, and the number that marks a file of torch.save. */
const MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9];

export const isBeforeZip = (bytes: Uint8Array): boolean =>
  MAGIC.every((byte, i) => bytes[i] === byte);

/** Of pickles that refer to nothing. */
const PLAIN: PickleRules = {
  load: () => null,
  call: () => new Map(),
};

/**
 * Where the pickle of what was saved begins, and the bytes of the storages by their keys.
 * @throws FormatError when the file is damaged.
 */
export function partsBeforeZip(bytes: Uint8Array): {
  begin: number;
  storages: ReadonlyMap<string, Uint8Array>;
} {
  let at = 0;
  const next = (rules = PLAIN): unknown => {
    const { value, end } = unpickleAt(bytes, at, rules);
    at = end;
    return value;
  };
  next();
  next();
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false) {
    throw new FormatError('Its numbers are big-endian, which is not supported.');
  }
  const begin = at;
  // How large the numbers are is told here alone, and the values come behind.
  const sizes = new Map<string, number>();
  next({
    load(id) {
      const { key, size } = storageId(id);
      sizes.set(key, size);
    },
    call: () => new Map(),
    build() {},
  });
  const keys = next();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Uint8Array>();
  for (const key of Array.isArray(keys) ? keys.map(String) : []) {
    if (at + 8 > bytes.length) throw new FormatError('Its values are cut off.');
    const length = Number(view.getBigUint64(at, true)) * (sizes.get(key) ?? 0);
    storages.set(key, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return { begin, storages };
}
