/**
 * Calling a module: what is made inside the outermost call and not returned is freed with it, and errors
 * about shapes say in which layer they happened.
 */
import { inFrame, ShapeError, type Storage, Tensor } from '../tensor/index.js';

/** What a call needs to know of modules. */
interface Called {
  namedModules(): [path: string, module: object][];
}

/** The modules whose `forward` is running, outermost first. */
const running: Called[] = [];

export function callModule<T>(module: Called, forward: () => T): T {
  running.push(module);
  try {
    return inFrame(forward, (result) => [...storagesIn(result), ...storedIn(module)]);
  } catch (error) {
    if (error instanceof ShapeError) error.locate(placeOf(running));
    throw error;
  } finally {
    running.pop();
  }
}

/** `model.features.0, called from forward`. */
function placeOf(stack: readonly Called[]): string {
  const [root] = stack;
  const innermost = stack[stack.length - 1];
  const path = root.namedModules().find(([, module]) => module === innermost)?.[0];
  if (innermost === root) return `at ${innermost.constructor.name}.forward`;
  return path === undefined
    ? `at ${innermost.constructor.name}, called from ${root.constructor.name}.forward`
    : `at model.${path}, called from ${root.constructor.name}.forward`;
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
