/** `define`: a class of widgets, from its properties. */
import type {
  Definition,
  FrontEnd,
  GivenParts,
  Made,
  Parts,
  Rule,
  WireName,
} from './definition.js';
import { Widget } from './widget.js';

/** A class whose instances have the properties of `S`; `G` is what it is made from. */
export type WidgetClass<S extends object, G extends object = Partial<S>> = new (
  given?: G,
) => Widget<S> & S;

/** What a class of widgets is made from: properties, and parts that are widgets of their own. */
export interface Description<S extends object, P extends Parts> {
  readonly frontEnd: FrontEnd;
  readonly state: S;
  readonly parts: P;
  readonly wireName: WireName;
  readonly rule?: Rule<S & Made<P>> | undefined;
}

/**
 * Makes a class of widgets, to extend. Each property reads and changes what the front end shows.
 *
 * @example class Counter extends define({ frontEnd, state: { count: 0 }, parts: {}, wireName }) {}
 */
export function define<S extends object, P extends Parts>(
  description: Description<S, P>,
): WidgetClass<S & Made<P>, Partial<S> & GivenParts<P>> {
  const { rule, ...rest } = description;
  const definition: Definition<S & Made<P>> = rule ? { ...rest, rule } : rest;
  class Defined extends Widget<S & Made<P>> {
    constructor(given: object = {}) {
      super(definition, given);
    }
  }
  for (const name of [...Object.keys(description.state), ...Object.keys(description.parts)]) {
    Object.defineProperty(Defined.prototype, name, {
      get(this: Widget<Record<string, unknown>>) {
        return this.get(name);
      },
      set(this: Widget<Record<string, unknown>>, value: unknown) {
        this.set({ [name]: value });
      },
      enumerable: true,
      configurable: true,
    });
  }
  // The compiler knows nothing of accessors that are defined by name.
  return Defined as unknown as WidgetClass<S & Made<P>, Partial<S> & GivenParts<P>>;
}
