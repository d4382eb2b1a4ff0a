/**
 * Comms (widgets): none are registered in this version, so an opened comm is closed again at once,
 * as the protocol asks, and messages to comms are ignored.
 */
import { stringField } from '../wire/json.js';
import type { Handler } from './handler.js';

export const commInfo: Handler = () => ({
  msg_type: 'comm_info_reply',
  content: { status: 'ok', comms: {} },
});

export const commOpen: Handler = ({ content }, { publish }) => {
  const comm_id = stringField(content, 'comm_id');
  if (comm_id) publish({ msg_type: 'comm_close', content: { comm_id, data: {} } });
  return undefined;
};

export const commIgnored: Handler = () => undefined;
