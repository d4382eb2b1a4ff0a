/** Which handler answers which request. A new request is a file and a line here. */
import { commInfo, commMessage } from './comms.js';
import { complete } from './complete.js';
import { connect } from './connect.js';
import { debug } from './debug.js';
import { execute } from './execute.js';
import type { Handler } from './handler.js';
import { history } from './history.js';
import { inspect } from './inspect.js';
import { interrupt } from './interrupt.js';
import { isComplete } from './is-complete.js';
import { kernelInfo } from './kernel-info.js';
import { shutdown } from './shutdown.js';
import { createSubshell, deleteSubshell, listSubshells } from './subshells.js';
import { usage } from './usage.js';

export const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['kernel_info_request', kernelInfo],
  ['execute_request', execute],
  ['complete_request', complete],
  ['inspect_request', inspect],
  ['is_complete_request', isComplete],
  ['history_request', history],
  ['comm_info_request', commInfo],
  ['comm_open', commMessage],
  ['comm_msg', commMessage],
  ['comm_close', commMessage],
  ['connect_request', connect],
  ['interrupt_request', interrupt],
  ['debug_request', debug],
  ['shutdown_request', shutdown],
  ['usage_request', usage],
  ['create_subshell_request', createSubshell],
  ['delete_subshell_request', deleteSubshell],
  ['list_subshell_request', listSubshells],
]);
