/** The one shape that all commands have. */
import type { JsonObject } from '../../wire/json.js';
import type { DebugSession } from '../session.js';

/**
 * From a request's arguments to its response's body.
 * @throws Refusal where it cannot be done
 */
export type Command = (
  parameters: JsonObject,
  session: DebugSession,
) => JsonObject | Promise<JsonObject>;
