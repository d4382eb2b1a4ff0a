/**
 * `using` and `await using`, which Node 20 does not know: what oxc's lowered code calls.
 *
 * Lowered: `const c = usingCtx(); try { const x = c.u(f()); } catch (e) { c.e = e } finally { c.d() }`
 * https://github.com/tc39/proposal-explicit-resource-management
 */

interface Resource {
  readonly value: unknown;
  readonly dispose: (() => unknown) | undefined;
  readonly isAsync: boolean;
}

/** Stands for "nothing was thrown": `undefined` can be thrown too. */
const NOTHING = Symbol('nothing');

class UsingContext {
  /** What the block threw; written by the lowered code. */
  e: unknown = NOTHING;
  private readonly resources: Resource[] = [];

  /** `using x = value` */
  u<T>(value: T): T {
    return this.keep(value, false);
  }

  /** `await using x = value` */
  a<T>(value: T): T {
    return this.keep(value, true);
  }

  /** Disposes what was kept, last first; a promise where a resource is asynchronous. */
  d(): unknown {
    for (let next = this.resources.pop(); next; next = this.resources.pop()) {
      try {
        const disposed = next.dispose?.call(next.value);
        if (next.isAsync) {
          return Promise.resolve(disposed).then(
            () => this.d(),
            (error: unknown) => {
              this.fail(error);
              return this.d();
            },
          );
        }
      } catch (error) {
        this.fail(error);
      }
    }
    if (this.e !== NOTHING) throw this.e;
    return undefined;
  }

  private fail(error: unknown): void {
    const suppressed = this.e;
    if (suppressed === NOTHING) {
      this.e = error;
      return;
    }
    const both = new Error('An error was suppressed during disposal.');
    this.e = Object.assign(both, { name: 'SuppressedError', error, suppressed });
  }

  private keep<T>(value: T, isAsync: boolean): T {
    if (value === null || value === undefined) {
      if (isAsync) this.resources.push({ value, dispose: undefined, isAsync });
      return value;
    }
    const object = Object(value);
    const dispose: unknown = (isAsync && object[Symbol.asyncDispose]) || object[Symbol.dispose];
    if (typeof dispose !== 'function') {
      const method = isAsync ? 'Symbol.asyncDispose' : 'Symbol.dispose';
      throw new TypeError(`The value of a using declaration has no [${method}]() method.`);
    }
    this.resources.push({ value, dispose: () => dispose.call(value), isAsync });
    return value;
  }
}

export function usingCtx(): UsingContext {
  return new UsingContext();
}
