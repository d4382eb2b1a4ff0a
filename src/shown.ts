/** Results that say themselves how a notebook and a terminal show them. */

/** A value with this method says itself how a notebook shows it (Deno's convention). */
const DISPLAY = Symbol.for('Jupyter.display');
/** What `console.log` prints of it. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** A base for results that are text in a terminal, and HTML or a picture in a notebook. */
export abstract class Shown {
  abstract toString(): string;

  /** What a notebook shows, besides the text: MIME types and their data. */
  protected abstract rich(): Record<string, unknown>;

  [DISPLAY](): Record<string, unknown> {
    return { ...this.rich(), 'text/plain': this.toString() };
  }

  [INSPECT](): string {
    return this.toString();
  }
}
