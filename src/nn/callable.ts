/** Objects that can be called: how `net(x)` works. */

/**
 * A base class whose instances are functions with the class's prototype. Fields of derived classes land on
 * the function, since a constructor's result is what derived constructors initialise.
 */
export abstract class Callable {
  constructor() {
    const self = (...inputs: unknown[]): unknown => invoke(self, inputs);
    // A function's own `name` and `length` would hide fields of these names.
    Reflect.deleteProperty(self, 'name');
    Reflect.deleteProperty(self, 'length');
    Object.setPrototypeOf(self, new.target.prototype);
    // biome-ignore lint/correctness/noConstructorReturn: the instance is a function
    return self;
  }
}

/** What calling an instance does; its class defines it. */
export const CALL = Symbol('call');

interface Invocable {
  [CALL](inputs: unknown[]): unknown;
}

function invoke(self: object, inputs: unknown[]): unknown {
  if (isInvocable(self)) return self[CALL](inputs);
  throw new TypeError('This object is not callable yet: its constructor has not finished.');
}

function isInvocable(self: object): self is Invocable {
  return CALL in self;
}
