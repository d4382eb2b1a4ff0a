/** The one shape that all request handlers have. */

import type { Connection } from '../wire/connection.js';
import type { Incoming } from '../wire/frames.js';
import type { Published, Reply } from '../wire/outgoing.js';
import type { History } from './history-store.js';
import type { Interpreter } from './interpreter.js';

/** What a handler may use beside the message itself. */
export interface Context {
  readonly interpreter: Interpreter;
  readonly history: History;
  readonly connection: Connection;
  readonly executions: Executions;
  /** Sends to all clients, as caused by this request. */
  publish(message: Published): void;
}

/** The state of the cells' queue that handlers read and move on. */
export interface Executions {
  /** The number of the last stored cell. */
  count: number;
  /** Replies 'aborted' to every cell that waits in the queue. */
  abortQueued(): Promise<void>;
  /** Names the cell that now begins, so that its output finds its parent. */
  begin(request: Incoming): number;
}

/** A validated message in, a reply out; nothing to reply is undefined. */
export type Handler = (
  request: Incoming,
  context: Context,
) => Reply | undefined | Promise<Reply | undefined>;

/** The content of a request lacks something it must have; answered with status 'error'. */
export class RequestError extends Error {
  override name = 'RequestError';
  constructor(
    readonly request: string,
    readonly field: string,
    expected: string,
  ) {
    super(`The ${request} has no usable '${field}': expected ${expected}.`);
  }
}
