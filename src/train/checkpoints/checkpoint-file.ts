/** Training states in files: safetensors, whose metadata has what is no tensor. */
import { readFile } from 'node:fs/promises';
import { fromSafetensors, safetensorsMetadata, toSafetensors } from '../../nn/index.js';
import { writeWhole } from '../../whole-file.js';
import { FitError } from '../errors.js';
import type { Notes, TrainingState } from './training-state.js';

const KEY = 'gradbook.training';

export async function writeState(path: string, { tensors, notes }: TrainingState): Promise<void> {
  await writeWhole(path, toSafetensors(tensors, { [KEY]: JSON.stringify(notes) }));
}

/** @throws FitError or SafetensorsError when the file has no whole state. */
export async function readState(path: string): Promise<TrainingState> {
  const bytes = await readFile(path);
  const text = safetensorsMetadata(bytes)[KEY];
  const notes: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  if (!isNotes(notes)) throw new FitError('It is no checkpoint of fit.');
  return { tensors: fromSafetensors(bytes), notes };
}

/** We wrote the file as a whole, so its first fields tell whether it is ours. */
function isNotes(value: unknown): value is Notes {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 2 &&
    'history' in value &&
    'random' in value &&
    typeof value.random === 'string'
  );
}
