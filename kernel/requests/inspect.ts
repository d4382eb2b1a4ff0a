/** `inspect_request`: what the name at the cursor is. */

import { integerField } from '../wire/json.js';
import { codePointLength, toCodeUnits } from './code-points.js';
import { type Handler, RequestError } from './handler.js';

export const inspect: Handler = async ({ content }, { interpreter }) => {
  const { code } = content;
  if (typeof code !== 'string') throw new RequestError('inspect_request', 'code', 'a string');
  const cursor = toCodeUnits(code, integerField(content, 'cursor_pos', codePointLength(code)));
  const detail = integerField(content, 'detail_level', 0);
  return { msg_type: 'inspect_reply', content: await interpreter.inspect(code, cursor, detail) };
};
