/**
 * All that the protocol side knows of the language: one interface. The real one runs TypeScript on
 * the main thread; the tests of the protocol may use a small fake one.
 */
import type { JsonObject } from '../wire/json.js';
import type {
  CommMessage,
  DebugEvent,
  ErrorContent,
  InspectReply,
  IsCompleteReply,
  Published,
} from '../wire/outgoing.js';

export interface CellJob {
  /** Names the request; what a cell prints after its end still carries it. */
  readonly id: number;
  /** The request's own name, which the headers of its outputs carry. */
  readonly requestId: string;
  readonly code: string;
  /** The number in brackets beside the cell. */
  readonly count: number;
  /** A silent cell shows no result. */
  readonly silent: boolean;
  /** Expressions to evaluate after the cell, by name. */
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
}

/** What a front end says over a comm, and whose request what its handler shows belongs to. */
export interface Delivery extends Pick<CellJob, 'id' | 'requestId'> {
  readonly message: CommMessage;
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

/** A message that notebook code shows, and the number of its cell or delivery. */
export type Show = (cell: number, message: Published) => void;

/** A question to the person at the client that sent a cell. */
export interface Question {
  readonly id: number;
  readonly prompt: string;
  /** Whether what is typed must not be shown. */
  readonly password: boolean;
  /** The questions before it that still wait. */
  readonly others: readonly number[];
}

/** The line that was typed. */
export interface Answer {
  readonly question: number;
  readonly line: string;
}

/** Asks the client of a cell; the answer goes to `Interpreter.answer`. */
export type Ask = (cell: number, question: Question) => void;

/** The kernel ends, and not because a client asked. `told` is to be called when all clients know. */
export type Depart = (told: () => void) => void;

export interface Interpreter {
  /**
   * Runs one cell, also beside others that await; all that it shows before its end has been shown
   * when the promise resolves.
   */
  execute(job: CellJob): Promise<CellEnd>;
  /** Runs a comm's handler, behind what was handed over before, as soon as main is free. */
  deliver(delivery: Delivery): Promise<CellEnd>;
  /** Ends what runs, if anything does; its `execute` or `deliver` resolves with an error. */
  interrupt(): void;
  answer(answer: Answer): void;
  complete(code: string, cursor: number): Promise<Completions>;
  inspect(code: string, cursor: number, detail: number): Promise<InspectReply>;
  isComplete(code: string): Promise<IsCompleteReply>;
  /**
   * Answers a request of the Debug Adapter Protocol. `tell` takes the events from now on, also those
   * that come later.
   */
  debug(request: JsonObject, tell: (event: DebugEvent) => void): Promise<JsonObject>;
  /** Ends the process, with an exit code. */
  shutdown(code: number): void;
}
