/** Who is told of which changes, as traitlets' `observe` has it. */

/** A change of one property; `name` tells the types of `old` and `new`. */
export type Change<S, K extends keyof S = keyof S> = {
  [N in K]: { readonly name: N; readonly old: S[N]; readonly new: S[N]; readonly owner: object };
}[K];

/** A promise that it gives keeps the front end's message busy. */
export type Observer<S, K extends keyof S = keyof S> = (change: Change<S, K>) => unknown;

type AnyObserver = (change: never) => unknown;

/** Undefined in place of a name stands for all properties. */
export class Observers {
  private readonly observers = new Map<string | undefined, Set<AnyObserver>>();

  add(observer: AnyObserver, names: readonly (string | undefined)[]): void {
    for (const name of names) {
      const known = this.observers.get(name);
      if (known) known.add(observer);
      else this.observers.set(name, new Set([observer]));
    }
  }

  remove(observer: AnyObserver, names: readonly (string | undefined)[]): void {
    for (const name of names) this.observers.get(name)?.delete(observer);
  }

  /** Tells those that a change of this property concerns; gives what they give. */
  tell(name: string, change: object): unknown[] {
    const both = [name, undefined].flatMap((one) => [...(this.observers.get(one) ?? [])]);
    return [...new Set(both)].map((observer) => observer(change as never));
  }
}
