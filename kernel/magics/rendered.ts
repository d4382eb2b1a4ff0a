/** `%%html` and its like: text that the frontend shows by its MIME type. */
import type { TextMagic } from './magic.js';

const TYPES = {
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  javascript: 'application/javascript',
} as const;

export const rendered: readonly TextMagic[] = Object.entries(TYPES).map(([name, mime]) => ({
  name,
  takes: 'text',
  form: 'both',
  usage: `%%${name} above text`,
  summary: `show the text as ${mime}`,
  run({ args, body }, { display }) {
    display({ [mime]: [args, body].filter(Boolean).join('\n') });
  },
}));
