/**
 * Comms: what front ends say to objects of the notebook, and which comms are open.
 *
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 */
import type { Incoming } from '../wire/frames.js';
import { isRecord, stringField } from '../wire/json.js';
import type { CommMessage } from '../wire/outgoing.js';
import { type Handler, RequestError } from './handler.js';

export const commInfo: Handler = ({ content }, { comms }) => {
  const { target_name: target } = content;
  const listed = comms.list(typeof target === 'string' && target !== '' ? target : undefined);
  return { msg_type: 'comm_info_reply', content: { status: 'ok', comms: listed } };
};

/**
 * Hands a comm's message to the notebook, where its handler runs as soon as the running code awaits.
 * The request is idle when the handler has ended.
 */
export const commMessage: Handler = async (request, { comms, interpreter, publish, requests }) => {
  const message = commMessageOf(request);
  comms.note(message);
  const id = requests.add(request);
  const end = await interpreter.deliver({ id, requestId: request.header.msg_id, message });
  requests.forget(id);
  if (end.status === 'error') {
    const { ename, evalue, traceback } = end;
    publish({ msg_type: 'error', content: { ename, evalue, traceback } });
  }
  return undefined;
};

/** @throws RequestError where the message names no comm */
function commMessageOf({ header, content, metadata, buffers }: Incoming): CommMessage {
  const { msg_type } = header;
  const comm_id = stringField(content, 'comm_id');
  if (comm_id === '') throw new RequestError(msg_type, 'comm_id', 'a name');
  const data = isRecord(content.data) ? content.data : {};
  // Buffers are parts of ZeroMQ's memory; what goes to another thread must be whole.
  const parts = { metadata, buffers: buffers.map((buffer) => Uint8Array.from(buffer)) };
  if (msg_type === 'comm_open') {
    // Without one, it is an unknown target's, and closed again.
    const target_name = stringField(content, 'target_name');
    return { msg_type, content: { comm_id, target_name, data }, ...parts };
  }
  const kind = msg_type === 'comm_close' ? msg_type : 'comm_msg';
  return { msg_type: kind, content: { comm_id, data }, ...parts };
}
