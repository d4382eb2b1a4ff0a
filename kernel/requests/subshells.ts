/** `create_subshell_request`, `delete_subshell_request` and `list_subshell_request`, on control. */
import { type Handler, RequestError } from './handler.js';

export const createSubshell: Handler = (_request, { shells }) => ({
  msg_type: 'create_subshell_reply',
  content: { status: 'ok', subshell_id: shells.create() },
});

export const deleteSubshell: Handler = async ({ content }, { shells, abort }) => {
  const { subshell_id: id } = content;
  if (typeof id !== 'string') {
    throw new RequestError('delete_subshell_request', 'subshell_id', 'a string');
  }
  const waiting = await shells.delete(id);
  setImmediate(() => abort(waiting));
  return { msg_type: 'delete_subshell_reply', content: { status: 'ok' } };
};

export const listSubshells: Handler = (_request, { shells }) => ({
  msg_type: 'list_subshell_reply',
  content: { status: 'ok', subshell_id: shells.ids },
});
