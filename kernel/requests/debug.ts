/**
 * `debug_request`: a request of the Debug Adapter Protocol. Its events go to all clients, as caused by
 * the latest request.
 */
import type { DebugEvent } from '../wire/outgoing.js';
import type { Handler } from './handler.js';

export const debug: Handler = async ({ content }, { interpreter, publish }) => {
  const tell = (event: DebugEvent) => publish({ msg_type: 'debug_event', content: event });
  return { msg_type: 'debug_reply', content: await interpreter.debug(content, tell) };
};
