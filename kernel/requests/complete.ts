/** `complete_request`: what may stand at the cursor. */

import { integerField } from '../wire/json.js';
import { codePointLength, toCodePoints, toCodeUnits } from './code-points.js';
import { type Handler, RequestError } from './handler.js';

export const complete: Handler = async ({ content }, { interpreter }) => {
  const { code } = content;
  if (typeof code !== 'string') throw new RequestError('complete_request', 'code', 'a string');
  const cursor = toCodeUnits(code, integerField(content, 'cursor_pos', codePointLength(code)));
  const found = await interpreter.complete(code, cursor);
  return {
    msg_type: 'complete_reply',
    content: {
      ...found,
      cursor_start: toCodePoints(code, found.cursor_start),
      cursor_end: toCodePoints(code, found.cursor_end),
    },
  };
};
