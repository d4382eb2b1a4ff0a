/** `shutdown_request`: all clients are told; the server ends the process after the reply. */
import { booleanField } from '../wire/json.js';
import type { Handler } from './handler.js';

export const shutdown: Handler = ({ content }, { publish }) => {
  const restart = booleanField(content, 'restart', false);
  const reply = { msg_type: 'shutdown_reply', content: { status: 'ok', restart } } as const;
  publish(reply);
  return reply;
};
