/**
 * Calling a module: what is made inside the outermost call and not returned is freed with it, and errors
 * about shapes say in which layer they happened.
 */
import { inCallOf } from '../origin.js';
import {
  DeviceMismatchError,
  DtypeError,
  inFrame,
  ShapeError,
  type Storage,
  shown,
  Tensor,
} from '../tensor/index.js';
import { Callable } from './callable.js';
import { addStorages } from './storages-in.js';

/** What a call needs to know of modules. */
export interface Called {
  readonly forward: { readonly length: number };
  namedModules(): [path: string, module: object][];
}

/** The innermost module that each error about shapes or types came out of. */
const origins = new WeakMap<Error, Called>();

/** Sees modules called, while someone measures: runs the call. */
export type CallWatcher = <T>(module: Called, call: () => T) => T;

let watcher: CallWatcher | undefined;

/** Sets who sees modules called; one, or none. */
export function watchCalls(by: CallWatcher | undefined): void {
  watcher = by;
}

/** @param inputs what `forward` is called with, for errors */
export function callModule<T>(module: Called, inputs: readonly unknown[], forward: () => T): T {
  const run = () => checkedResult(module, framed(module, inputs, forward));
  const call = watcher;
  return inCallOf(module, call ? () => call(module, run) : run);
}

/** @throws DtypeError where `forward` gave nothing */
function checkedResult<T>(module: Called, result: T): T {
  if (result !== undefined) return result;
  throw new DtypeError(
    module.constructor.name,
    'its forward gave nothing. Does it lack a return, as in forward(x) { return this.fc(x); }?',
  );
}

function framed<T>(module: Called, inputs: readonly unknown[], forward: () => T): T {
  try {
    return inFrame(forward, (result) => {
      const storages = new Set<Storage>();
      addStorages(result, storages);
      addStored(module, storages);
      return storages;
    });
  } catch (thrown) {
    const error = asInputError(thrown, module, inputs);
    if (
      error instanceof ShapeError ||
      error instanceof DtypeError ||
      error instanceof DeviceMismatchError
    ) {
      const origin = origins.get(error) ?? module;
      origins.set(error, origin);
      // Each caller says where as it sees it; the outermost one, which knows the whole path, is last.
      error.locate(placeOf(origin, module));
    }
    throw error;
  }
}

/** Where a layer failed because it was given nested lists, a number or nothing: an error that says so. */
function asInputError(error: unknown, module: Called, inputs: readonly unknown[]): unknown {
  if (typeof module.forward !== 'function') {
    const { name } = module.constructor;
    return new DtypeError(
      name,
      'it has no method forward(x), which says what the module computes.',
    );
  }
  const isNative = error instanceof TypeError && error.constructor === TypeError;
  if (!isNative || !/^Cannot read prop/.test(error.message)) return error;
  const isMissing = inputs.length === 0 && module.forward.length > 0;
  const wrong = inputs.find(
    (input) => typeof (isList(input) ? input.flat(9)[0] : input) === 'number',
  );
  if (!isMissing && wrong === undefined) return error;
  return new DtypeError(
    module.constructor.name,
    `the input must be a tensor, got ${isMissing ? 'nothing' : shown(wrong)}. tensor([[1, 2]]) makes one of lists.`,
    { cause: error },
  );
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** As `at model.features.0, called from Net.forward`. */
function placeOf(origin: Called, root: Called): string {
  const caller = `${root.constructor.name}.forward`;
  if (origin === root) return `at ${caller}`;
  const path = root.namedModules().find(([, module]) => module === origin)?.[0];
  const where = path === undefined ? origin.constructor.name : `model.${path}`;
  return `at ${where}, called from ${caller}`;
}

/** Adds the storages of tensors that modules have as fields, as the hidden state of a recurrent network. */
function addStored(module: object, storages: Set<Storage>, seen = new Set<object>()): void {
  if (seen.has(module)) return;
  seen.add(module);
  for (const value of Object.values(module)) {
    if (value instanceof Tensor || Array.isArray(value)) addStorages(value, storages);
    else if (value instanceof Callable) addStored(value, storages, seen);
  }
}
