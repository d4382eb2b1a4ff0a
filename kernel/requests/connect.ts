/** `connect_request`: the ports of the kernel's sockets. */
import type { Handler } from './handler.js';

export const connect: Handler = (_request, { connection }) => {
  const { shell_port, control_port, iopub_port, stdin_port, hb_port } = connection;
  return {
    msg_type: 'connect_reply',
    content: { status: 'ok', shell_port, control_port, iopub_port, stdin_port, hb_port },
  };
};
