/**
 * One function for each kind of thing that can be shown from its text or bytes: the methods of
 * `display`.
 */
import type { MimeBundle } from '../wire/outgoing.js';

type Bytes = Uint8Array | string;

export interface Formats {
  html(html: string): void;
  markdown(markdown: string): void;
  latex(latex: string): void;
  svg(svg: string): void;
  text(text: string): void;
  javascript(code: string): void;
  /** Images and PDF: the file's bytes, or their base64. */
  png(image: Bytes): void;
  jpeg(image: Bytes): void;
  gif(image: Bytes): void;
  pdf(document: Bytes): void;
  /** Any MIME type. JSON types may be given as text. */
  raw(mime: string, data: unknown): void;
}

/** Formats that hand each bundle to `show`. */
export function formatsBy(show: (bundle: MimeBundle) => void): Formats {
  const as = (mime: string) => (data: Bytes) => show({ [mime]: data });
  return {
    html: as('text/html'),
    markdown: as('text/markdown'),
    latex: as('text/latex'),
    svg: as('image/svg+xml'),
    text: as('text/plain'),
    javascript: as('application/javascript'),
    png: as('image/png'),
    jpeg: as('image/jpeg'),
    gif: as('image/gif'),
    pdf: as('application/pdf'),
    raw: (mime, data) => show({ [mime]: parsed(mime, data) }),
  };
}

function parsed(mime: string, data: unknown): unknown {
  const isJson = mime === 'application/json' || mime.endsWith('+json');
  if (!isJson || typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
