/**
 * Messages of the Debug Adapter Protocol, as they travel in `debug_request`, `debug_reply` and
 * `debug_event`.
 *
 * https://microsoft.github.io/debug-adapter-protocol/specification, and Jupyter's additions:
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#additions-to-the-dap
 */

import { integerField, isRecord, type JsonObject, stringField } from '../wire/json.js';
import type { DebugEvent } from '../wire/outgoing.js';

export interface Request {
  readonly seq: number;
  readonly command: string;
  readonly arguments: JsonObject;
}

export interface Event {
  readonly event: string;
  readonly body: JsonObject;
}

/** A command that cannot be done, for a reason that the person should read. */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** The request that a message carries; what is missing in it reads as empty. */
export function parseRequest(content: JsonObject): Request {
  return {
    seq: integerField(content, 'seq', 0),
    command: stringField(content, 'command'),
    arguments: isRecord(content.arguments) ? content.arguments : {},
  };
}

let sent = 0;

export function success(request: Request, body: JsonObject): JsonObject {
  return { ...response(request), success: true, body };
}

export function failure(request: Request, error: unknown): JsonObject {
  const message = error instanceof Error ? error.message : String(error);
  const body = { error: { id: 1, format: message, showUser: true } };
  return { ...response(request), success: false, message, body };
}

function response({ seq, command }: Request): JsonObject {
  sent += 1;
  // As Jupyter's specification has it, since debugpy does the one by the other.
  const answered = command === 'copyToGlobals' ? 'setExpression' : command;
  return { seq: sent, type: 'response', request_seq: seq, command: answered };
}

export function eventMessage({ event, body }: Event): DebugEvent {
  sent += 1;
  return { seq: sent, type: 'event', event, body };
}

/** The field as a list of objects; an empty one where it is none. */
export function recordsField(object: JsonObject, name: string): JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
