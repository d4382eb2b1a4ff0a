/**
 * Long texts that cells give. V8's inspector hands a text over whole, as JSON, which takes seconds and several times
 * its memory; an object it hands over by name. So a long one goes in an object.
 */

/** Longer texts, in UTF-16 units, are not handed over as they are. */
const LONG = 100_000;

class LongText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text within, if it is one: asked of no value of the person's, since those may throw. */
  static textOf(value: unknown): string | undefined {
    const isLongText = typeof value === 'object' && value !== null && #text in value;
    return isLongText ? value.#text : undefined;
  }
}

/** Stands around the expression that a cell ends in, `result(x)`: gives what the inspector is to hand over for it. */
export function result(value: unknown): unknown {
  return typeof value === 'string' && value.length > LONG ? new LongText(value) : value;
}

/** The value that was handed over. */
export function unwrapped(value: unknown): unknown {
  return LongText.textOf(value) ?? value;
}
