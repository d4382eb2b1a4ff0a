/** State dicts in files. */

import { readFile } from 'node:fs/promises';
import { messageOf } from '../error-message.js';
import { writeWhole } from '../whole-file.js';
import { SafetensorsError } from './errors.js';
import { fromSafetensors, toSafetensors } from './safetensors.js';
import type { StateDict } from './state-dict.js';

/**
 * Writes a state dict to a safetensors file, as `save(net.stateDict(), 'model.safetensors')`. The file
 * is replaced as a whole: it is the old one or the new one, never half of it. In Python:
 * `safetensors.torch.load_file`.
 */
export async function save(state: StateDict, path: string): Promise<void> {
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
 * Reads a state dict from a safetensors file, for `net.loadStateDict(await load('model.safetensors'))`.
 * @throws SafetensorsError when there is no such file or it can't be read.
 */
export async function load(path: string): Promise<StateDict> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new SafetensorsError(`${path} could not be read: ${messageOf(error)}`, { cause: error });
  }
  try {
    return fromSafetensors(bytes);
  } catch (error) {
    throw new SafetensorsError(`${path} can't be loaded. ${messageOf(error)}`, { cause: error });
  }
}
