/** The state of a module by name, and taking it over. */
import { DtypeError, noGrad, shown, Tensor, withDefaults } from '../tensor/index.js';
import { StateDictError } from './errors.js';
import { LAZY } from './layer-options.js';

/** Parameters and buffers by path, as `fc1.weight`. PyTorch: `state_dict`. */
export type StateDict = Record<string, Tensor>;

export interface StateEntry {
  readonly key: string;
  readonly tensor: Tensor;
}

/** The shape of what a state dict has for a module's own parameter or buffer, by its name there. */
export type SavedShape = (key: string) => readonly number[] | undefined;

/** Puts back what there was before. */
export type Undo = () => void;

/** A layer that has no size yet. */
interface Unsized {
  /** Takes its size from the state that it is to take, where that tells it. */
  readonly [LAZY]: (shapeOf: SavedShape) => Undo | undefined;
}

const isUnsized = (module: object): module is Unsized => LAZY in module;

/** Options of {@link Module.loadStateDict}. */
export interface LoadOptions {
  /** Whether missing and unexpected keys are an error. Default true. */
  strict?: boolean;
}

/** What {@link Module.loadStateDict} found. */
export interface LoadResult {
  /** What the module has and the state dict has not. */
  missingKeys: string[];
  /** What the state dict has and the module has not. */
  unexpectedKeys: string[];
}

/** Gives layers that have no size yet the one that `state` has for them; they keep it unless `load` throws. */
export function sizedByState<T>(
  modules: readonly (readonly [string, object])[],
  state: StateDict,
  load: () => T,
): T {
  const undos = modules.flatMap(([path, module]) => {
    const shapeOf: SavedShape = (key) => {
      const name = path === '' ? key : `${path}.${key}`;
      const value: unknown = Object.hasOwn(state, name) ? state[name] : undefined;
      return value instanceof Tensor ? value.shape : undefined;
    };
    return (isUnsized(module) && module[LAZY](shapeOf)) || [];
  });
  try {
    return load();
  } catch (error) {
    for (const undo of undos) undo();
    throw error;
  }
}

/** Copies the values of `state` into `entries`; all or nothing. */
export function loadState(
  name: string,
  entries: readonly StateEntry[],
  state: StateDict,
  options: LoadOptions,
): LoadResult {
  const { strict } = withDefaults('loadStateDict', options, { strict: true });
  if (typeof state !== 'object' || state === null || state instanceof Promise) {
    const got = state instanceof Promise ? 'a Promise: write await before load' : shown(state);
    throw new DtypeError(
      'loadStateDict',
      `it takes a state dict, as of await load('model.safetensors'), got ${got}.`,
    );
  }
  const known = new Set(entries.map(({ key }) => key));
  const missingKeys = [...known].filter((key) => !Object.hasOwn(state, key));
  const unexpectedKeys = Object.keys(state).filter((key) => !known.has(key));
  const present = entries.filter(({ key }) => Object.hasOwn(state, key));
  const wrong = present.find(({ key }) => !(state[key] instanceof Tensor));
  if (wrong) {
    const value = shown(state[wrong.key]);
    throw new DtypeError('loadStateDict', `${wrong.key} must be a tensor, got ${value}.`);
  }
  const mismatches = present
    .filter(({ key, tensor }) => `${state[key].shape}` !== `${tensor.shape}`)
    .map(({ key, tensor }) => ({ key, expected: tensor.shape, received: state[key].shape }));
  if (mismatches.length > 0 || (strict && missingKeys.length + unexpectedKeys.length > 0)) {
    throw new StateDictError(name, missingKeys, unexpectedKeys, mismatches);
  }
  noGrad(() => {
    for (const { key, tensor } of present) tensor.copy_(state[key]);
  });
  return { missingKeys, unexpectedKeys };
}
