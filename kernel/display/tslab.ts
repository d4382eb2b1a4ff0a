/**
 * The module `tslab` for notebooks written for that kernel, where tslab itself is not installed:
 * `display`, `newDisplay()` and `versions`. Runs on the main thread only.
 *
 * https://github.com/yunabe/tslab
 */
import { randomUUID } from 'node:crypto';
import type { MimeBundle } from '../wire/outgoing.js';
import type { Notebook } from './display.js';

type Bytes = Uint8Array | string;

export interface TslabDisplay {
  javascript(code: string): void;
  html(html: string): void;
  markdown(markdown: string): void;
  latex(latex: string): void;
  svg(svg: string): void;
  png(image: Bytes): void;
  jpeg(image: Bytes): void;
  gif(image: Bytes): void;
  pdf(document: Bytes): void;
  text(text: string): void;
  raw(mime: string, data: Bytes): void;
}

/** `tslab` is the version whose notebooks were compared with ours. */
export const versions = { tslab: '1.0.22', typescript: '5.0.4', node: process.version };

/** Shows something new at each call. */
export const display: TslabDisplay = displayBy((bundle) => notebook().display(bundle));

/** A display whose later calls replace what its first one showed. */
export function newDisplay(): TslabDisplay {
  const displayId = randomUUID();
  let update = false;
  return displayBy((bundle) => {
    notebook().display(bundle, { displayId, update });
    update = true;
  });
}

/** tslab's methods; data goes out as it is, with its MIME types. */
function displayBy(show: (bundle: MimeBundle) => void): TslabDisplay {
  const as = (mime: string) => (data: Bytes) => show({ [mime]: data });
  return {
    javascript: as('text/javascript'),
    html: as('text/html'),
    markdown: as('text/markdown'),
    latex: as('text/latex'),
    svg: as('image/svg+xml'),
    png: as('image/png'),
    jpeg: as('image/jpeg'),
    gif: as('image/gif'),
    pdf: as('application/pdf'),
    text: as('text/plain'),
    raw: (mime, data) => show({ [mime]: data }),
  };
}

function notebook(): Notebook {
  const found = Reflect.get(globalThis, Symbol.for('gradbook.notebook'));
  if (!found) throw new Error("'tslab' works in a notebook only.");
  return found;
}
