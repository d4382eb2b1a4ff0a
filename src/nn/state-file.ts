/** State dicts in files. */

import { readFile } from 'node:fs/promises';
import { messageOf } from '../error-message.js';
import { isZip } from '../formats/index.js';
import { Tensor } from '../tensor/index.js';
import { writeWhole } from '../whole-file.js';
import { SafetensorsError, TorchFileError } from './errors.js';
import { fromSafetensors, toSafetensors } from './safetensors.js';
import type { StateDict } from './state-dict.js';
import { fromTorchFile } from './torch-file.js';
import { isBeforeZip } from './torch-file-before-zip.js';

/**
 * Writes a state dict to a safetensors file, as `save(net.stateDict(), 'model.safetensors')`. The file
 * is replaced as a whole: it is the old one or the new one, never half of it. In Python:
 * `safetensors.torch.load_file`.
 * @throws SafetensorsError when it can't be written, or is named as a file of PyTorch.
 */
export async function save(state: StateDict, path: string): Promise<void> {
  if (/\.(pt|pth)$/.test(path)) {
    throw new SafetensorsError(
      `${path} would not be a file of torch.save: save writes safetensors. Name it .safetensors; PyTorch reads it by ` +
        'safetensors.torch.load_file.',
    );
  }
  const bytes = toSafetensors(state);
  try {
    await writeWhole(path, bytes);
  } catch (error) {
    throw new SafetensorsError(`${path} could not be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Reads a state dict from a file of safetensors or of PyTorch's `torch.save(net.state_dict(), path)`, for
 * `net.loadStateDict(await load('model.safetensors'))`. No code of the file is run.
 * @throws SafetensorsError when there is no such file or it can't be read.
 * @throws TorchFileError when a file of PyTorch holds anything but tensors by name: see `loadTorch`.
 */
export async function load(path: string): Promise<StateDict> {
  const bytes = await bytesOf(path);
  try {
    if (isZip(bytes) || isBeforeZip(bytes)) return stateIn(fromTorchFile(bytes));
    return fromSafetensors(bytes);
  } catch (error) {
    const Problem = error instanceof TorchFileError ? TorchFileError : SafetensorsError;
    throw new Problem(`${path} can't be loaded. ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Reads what `torch.save` wrote, whatever it is: tensors, and dictionaries, lists and plain values around them, as in
 * `const { model, optimizer, epoch } = await loadTorch('checkpoint.pt')`. No code of the file is run: what is not plain
 * data is an error. PyTorch: `torch.load` with `weights_only=True`.
 *
 * @throws TorchFileError when there is no such file or it can't be read.
 */
export async function loadTorch<T = unknown>(path: string): Promise<T> {
  try {
    return fromTorchFile(await readFile(path)) as T;
  } catch (error) {
    throw new TorchFileError(`${path} can't be loaded. ${messageOf(error)}`, { cause: error });
  }
}

/** @throws TorchFileError unless the value is tensors by name */
function stateIn(value: unknown): StateDict {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const other = entries.find(([, item]) => !(item instanceof Tensor));
  if (entries.length > 0 && !other) return value as StateDict;
  const what = other ? `'${other[0]}', which is no tensor` : 'no tensors by name';
  throw new TorchFileError(
    `It is no state dict: it holds ${what}. Take the part that is one, as in ` +
      'const { model } = await loadTorch(path); net.loadStateDict(model).',
  );
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new SafetensorsError(`${path} could not be read: ${messageOf(error)}`, { cause: error });
  }
}
