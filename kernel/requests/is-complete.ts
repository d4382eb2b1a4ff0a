/** `is_complete_request`: may Enter run this text, or does it go on? */
import { type Handler, RequestError } from './handler.js';
import { questionIn } from './pager.js';

export const isComplete: Handler = async ({ content: { code } }, { interpreter }) => {
  if (typeof code !== 'string') throw new RequestError('is_complete_request', 'code', 'a string');
  const content = questionIn(code)
    ? ({ status: 'complete' } as const)
    : await interpreter.isComplete(code);
  return { msg_type: 'is_complete_reply', content };
};
