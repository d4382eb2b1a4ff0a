/**
 * All that the protocol side knows of the language: one interface. The real one runs TypeScript on
 * the main thread; the tests of the protocol may use a small fake one.
 */
import type { JsonObject } from '../wire/json.js';
import type { ErrorContent, InspectReply, IsCompleteReply, Published } from '../wire/outgoing.js';

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
  | {
      readonly status: 'ok';
      readonly userExpressions: JsonObject;
      readonly result?: string;
      /** The cell has ended the kernel. */
      readonly departs?: true;
    }
  | ({ readonly status: 'error' } & ErrorContent);

/** What may stand in place of a text from `start` to `end`, both in UTF-16 units. */
export interface Completions {
  readonly items: readonly Completion[];
  readonly start: number;
  readonly end: number;
}

export interface Completion {
  /** What is put in. */
  readonly text: string;
  /** What it is, in one word, as front ends choose their icons by: `function`, `class`. */
  readonly type: string;
  /** As it was declared, where that is known. */
  readonly signature?: string;
  /** Markdown. */
  readonly documentation?: string;
}

/** A message that a cell shows, and whose cell it is. */
export type Show = (cell: number, message: Published) => void;

/** Asks the client of a cell for a line; the answer goes to `Interpreter.answer`. */
export type Ask = (cell: number, prompt: string, password: boolean) => void;

/** The kernel ends, and not because a client asked. `told` is to be called when all clients know. */
export type Depart = (told: () => void) => void;

export interface Interpreter {
  /** Runs one cell; all that it shows before its end has been shown when the promise resolves. */
  execute(job: CellJob): Promise<CellEnd>;
  /** Ends the running cell, if there is one; its `execute` resolves with an error. */
  interrupt(): void;
  /** The line that the client typed. */
  answer(line: string): void;
  complete(code: string, cursor: number): Promise<Completions>;
  inspect(code: string, cursor: number, detail: number): Promise<InspectReply>;
  isComplete(code: string): Promise<IsCompleteReply>;
  /** Ends the process, with an exit code. */
  shutdown(code: number): void;
}
