/**
 * The notebook that this code runs in, if any: the one place where the library meets a kernel.
 * A kernel that offers `globalThis[Symbol.for('gradbook.notebook')]` gets displays.
 */

export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  /** Names the display, so that it can be updated. */
  displayId?: string;
  /** Replaces the display of this id instead of adding one. */
  update?: boolean;
  metadata?: Record<string, unknown>;
}

export interface Notebook {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
}

const NOTEBOOK = Symbol.for('gradbook.notebook');

/** The notebook, or undefined in a plain Node program. */
export function currentNotebook(): Notebook | undefined {
  const value: unknown = Reflect.get(globalThis, NOTEBOOK);
  return isNotebook(value) ? value : undefined;
}

function isNotebook(value: unknown): value is Notebook {
  return (
    typeof value === 'object' &&
    value !== null &&
    'display' in value &&
    typeof value.display === 'function'
  );
}
