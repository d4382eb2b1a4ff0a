/**
 * The module `tslab` for notebooks written for that kernel, where tslab itself is not installed:
 * `display`, `newDisplay()` and `print()`. Runs on the main thread only.
 *
 * https://github.com/yunabe/tslab (docs: Display)
 */
import { randomUUID } from 'node:crypto';
import type { Notebook } from './display.js';
import { type Formats, formatsBy } from './formats.js';

function notebook(): Notebook {
  const found = Reflect.get(globalThis, Symbol.for('gradbook.notebook'));
  if (!found) throw new Error("'tslab' works in a notebook only.");
  return found;
}

/** Shows something new at each call. */
export const display: Formats = formatsBy((bundle) => notebook().display(bundle));

/** A display whose later calls replace what its first one showed. */
export function newDisplay(): Formats {
  const displayId = randomUUID();
  let update = false;
  return formatsBy((bundle) => {
    notebook().display(bundle, { displayId, update });
    update = true;
  });
}

/** `console.log` by another name. */
export function print(...values: unknown[]): void {
  console.log(...values);
}
