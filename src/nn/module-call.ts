/**
 * Calling a module: what is made inside the outermost call and not returned is freed with it, and errors
 * about shapes say in which layer they happened.
 */
import { inFrame, ShapeError, type Storage, Tensor } from '../tensor/index.js';

/** What a call needs to know of modules. */
export interface Called {
  namedModules(): [path: string, module: object][];
}

/** The innermost module that each error about shapes came out of. */
const origins = new WeakMap<ShapeError, Called>();

/** Sees modules called, while someone measures: runs the call. */
export type CallWatcher = <T>(module: Called, call: () => T) => T;

let watcher: CallWatcher | undefined;

/** Sets who sees modules called; one, or none. */
export function watchCalls(by: CallWatcher | undefined): void {
  watcher = by;
}

export function callModule<T>(module: Called, forward: () => T): T {
  const call = watcher;
  return call ? call(module, () => framed(module, forward)) : framed(module, forward);
}

function framed<T>(module: Called, forward: () => T): T {
  try {
    return inFrame(forward, (result) => [...storagesIn(result), ...storedIn(module)]);
  } catch (error) {
    if (error instanceof ShapeError) {
      const origin = origins.get(error) ?? module;
      origins.set(error, origin);
      // Each caller says where as it sees it; the outermost one, which knows the whole path, is last.
      error.locate(placeOf(origin, module));
    }
    throw error;
  }
}

/** As `at model.features.0, called from Net.forward`. */
function placeOf(origin: Called, root: Called): string {
  const caller = `${root.constructor.name}.forward`;
  if (origin === root) return `at ${caller}`;
  const path = root.namedModules().find(([, module]) => module === origin)?.[0];
  const where = path === undefined ? origin.constructor.name : `model.${path}`;
  return `at ${where}, called from ${caller}`;
}

/** The storages of tensors that modules have as fields, as the hidden state of a recurrent network. */
function* storedIn(root: Called): Iterable<Storage> {
  for (const [, module] of root.namedModules()) {
    for (const value of Object.values(module)) {
      if (value instanceof Tensor || Array.isArray(value)) yield* storagesIn(value);
    }
  }
}

/** The storages of all tensors in a result: a tensor, or arrays and plain objects of tensors. */
function* storagesIn(value: unknown): Iterable<Storage> {
  if (value instanceof Tensor) yield value.storage;
  else if (Array.isArray(value)) for (const item of value) yield* storagesIn(item);
  else if (isPlainObject(value)) for (const item of Object.values(value)) yield* storagesIn(item);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
