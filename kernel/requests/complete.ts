/** `complete_request`: what may stand at the cursor. */

import { integerField } from '../wire/json.js';
import { codePointLength, toCodePoints, toCodeUnits } from './code-points.js';
import { type Handler, RequestError } from './handler.js';

export const complete: Handler = async ({ content }, { interpreter }) => {
  const { code } = content;
  if (typeof code !== 'string') throw new RequestError('complete_request', 'code', 'a string');
  const cursor = toCodeUnits(code, integerField(content, 'cursor_pos', codePointLength(code)));
  const { items, ...place } = await interpreter.complete(code, cursor);
  const start = toCodePoints(code, place.start);
  const end = toCodePoints(code, place.end);
  return {
    msg_type: 'complete_reply',
    content: {
      status: 'ok',
      matches: items.map(({ text }) => text),
      cursor_start: start,
      cursor_end: end,
      // One entry for each match, in their order: JupyterLab takes its icons from here.
      metadata: { _jupyter_types_experimental: items.map((item) => ({ ...item, start, end })) },
    },
  };
};
