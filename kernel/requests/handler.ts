/** The one shape that all request handlers have. */

import type { Connection } from '../wire/connection.js';
import type { Incoming } from '../wire/frames.js';
import type { Failed, Published, Reply } from '../wire/outgoing.js';
import type { Received } from './cell-queue.js';
import type { History } from './history-store.js';
import type { Interpreter } from './interpreter.js';
import type { OpenComms } from './open-comms.js';
import type { Requests } from './requests.js';
import type { Shells } from './shells.js';

/** What a handler may use beside the message itself. */
export interface Context {
  readonly interpreter: Interpreter;
  readonly history: History;
  readonly connection: Connection;
  readonly executions: Executions;
  readonly requests: Requests;
  readonly shells: Shells;
  readonly comms: OpenComms;
  /** Sends to all clients, as caused by this request. */
  publish(message: Published): void;
  /** Replies 'aborted' to cells that waited. */
  abort(cells: readonly Received[]): void;
  /** Ends the running cells, unless they were sent after this request. */
  interrupt(): void;
}

export interface Executions {
  /** The number of the last stored cell. */
  count: number;
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

/** What a reply says of an error. */
export function failed({ name, message }: Error): Failed {
  return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
