/**
 * All that the protocol side knows of the language: one interface. The real one runs TypeScript on
 * the main thread; the tests of the protocol may use a small fake one.
 */
import type { JsonObject } from '../wire/json.js';
import type {
  CompleteReply,
  ErrorContent,
  InspectReply,
  IsCompleteReply,
  Published,
} from '../wire/outgoing.js';

export interface CellJob {
  /** Names the request; what a cell prints after its end still carries it. */
  readonly id: number;
  readonly code: string;
  /** The number in brackets beside the cell. */
  readonly count: number;
  /** A silent cell shows no result. */
  readonly silent: boolean;
  /** Expressions to evaluate after the cell, by name. */
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
}

export type CellEnd =
  | { readonly status: 'ok'; readonly userExpressions: JsonObject; readonly result?: string }
  | ({ readonly status: 'error' } & ErrorContent);

/** A message that a cell shows, and whose cell it is. */
export type Show = (cell: number, message: Published) => void;

/** Asks the client of a cell for a line; the answer goes to `Interpreter.answer`. */
export type Ask = (cell: number, prompt: string, password: boolean) => void;

export interface Interpreter {
  /** Runs one cell; all that it shows before its end has been shown when the promise resolves. */
  execute(job: CellJob): Promise<CellEnd>;
  /** Ends the running cell, if there is one; its `execute` resolves with an error. */
  interrupt(): void;
  /** The line that the client typed. */
  answer(line: string): void;
  complete(code: string, cursor: number): Promise<CompleteReply>;
  inspect(code: string, cursor: number, detail: number): Promise<InspectReply>;
  isComplete(code: string): Promise<IsCompleteReply>;
  /** Ends the process. */
  shutdown(): void;
}
