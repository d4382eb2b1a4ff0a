/** `interrupt_request`: ends the running cell; without one, nothing happens. */
import type { Handler } from './handler.js';

export const interrupt: Handler = (_request, context) => {
  context.interrupt();
  return { msg_type: 'interrupt_reply', content: { status: 'ok' } };
};
