/**
 * What the debugger does on the main thread: called by its evaluations there, as
 * `$gradbook.debugger`, also while a cell loops or is paused. Answers are JSON.
 */
import { runInThisContext } from 'node:vm';
import { compileCell, declaredBy } from '../cells/compile.js';
import type { Position } from '../cells/position.js';
import { originalPlace } from '../cells/stack.js';
import { Interrupted } from '../context/cell.js';
import { bundleOf } from '../display/bundle.js';
import { textOf } from '../display/text.js';
import { KERNEL_GLOBAL } from '../link/messages.js';
import type { CellVariables } from '../magics/cell-variables.js';
import { isRecord } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { type AwaitedPlace, Awaits } from './awaits.js';
import type { TrialCompilation } from './trial.js';

/** How a breakpoint's hits are compared with its number. */
export type HitOperator = '==' | '>=' | '>' | '<' | '<=' | '%';

/** Names the text that was compiled last, which no cell has run. */
export const TRIAL = -1;

/** Names what runs so that an idle main thread can be paused. Not of `gradbook:`, which V8 passes by. */
export const STOP_URL = 'gradbook-stop';
/** The same where code is about to throw what it has awaited. */
export const FAILURE_URL = 'gradbook-failure';

/** What an `await` is about to throw, and the place of it and of what has called it, the innermost first. */
export interface FailedAwait {
  readonly text: string;
  readonly places: readonly AwaitedPlace[];
}

type Original = (position: Position) => Position | undefined;

export class DebuggerOnMain {
  /** A value on its way from a frame to a variable of cells. */
  copied: unknown;
  private readonly hits = new Map<number, number>();
  /** Breakpoints whose conditions have thrown. */
  private readonly failed = new Set<number>();
  private readonly globals = new Set(Object.keys(globalThis));
  private trial: Original = () => undefined;
  private readonly awaits = new Awaits();
  private failing: FailedAwait | undefined;
  /** Errors at which the code has stopped before. */
  private readonly seen = new WeakSet<object>();

  constructor(
    private readonly variables: Pick<
      CellVariables,
      'names' | 'has' | 'holds' | 'hides' | 'hidesAny' | 'jsx'
    >,
  ) {}

  /** The JavaScript of a text, as it would run: a {@link TrialCompilation}. */
  compile(code: string): string {
    return JSON.stringify(this.compiled(code));
  }

  private compiled(code: string): TrialCompilation {
    const declared = declaredBy(this.variables, new Set());
    try {
      const compiled = compileCell(code, KERNEL_GLOBAL, declared);
      if (compiled.status === 'invalid') return { status: 'invalid' };
      this.trial = compiled.original;
      return { status: 'compiled', javascript: compiled.javascript };
    } catch (error) {
      if (isRecord(error) && error.code === 'COMPILER_LOADING') return { status: 'loading' };
      throw error;
    }
  }

  /** The places of a cell, or of the trial, that places in its JavaScript stand for. */
  originals(cell: number, positions: readonly Position[]): string {
    const original: Original =
      cell === TRIAL ? this.trial : (position) => originalPlace(cell, position);
    return JSON.stringify(positions.map((position) => original(position) ?? null));
  }

  /** The names of what cells have declared, or have put on the global object. */
  names(): string {
    const added = Object.keys(globalThis).filter((name) => !this.globals.has(name));
    return JSON.stringify([...this.variables.names(), ...added]);
  }

  /** The bundle that shows a value, as text where it takes its time and none is to be had. */
  bundle(value: unknown, maySettle: boolean): string | Promise<string> {
    const made = bundleOf(value);
    if (!(made instanceof Promise)) return JSON.stringify(made.bundle);
    const text: MimeBundle = { 'text/plain': textOf(value) };
    return maySettle ? made.then(({ bundle }) => JSON.stringify(bundle)) : JSON.stringify(text);
  }

  /** Records where cells await, from now on or not any more. */
  watchAwaits(isOn: boolean): void {
    this.awaits.watch(isOn);
  }

  /** Where they do. */
  awaitedPlaces(): string {
    return JSON.stringify(this.awaits.places);
  }

  /** Stops from now on where code is about to throw what it has awaited, or not any more. */
  watchFailures(isOn: boolean): void {
    this.awaits.hear(isOn ? (error, places) => this.stopAtFailure(error, places) : undefined);
  }

  /** Remembers that the code has stopped at an error: who awaits it throws it again. */
  sees(error: object): void {
    this.seen.add(error);
  }

  private stopAtFailure(error: unknown, places: readonly AwaitedPlace[]): void {
    // What Node rejects with is an error; what else was thrown has been in code that V8 has stopped.
    if (!(error instanceof Error) || error instanceof Interrupted || this.seen.has(error)) return;
    this.sees(error);
    const [text = ''] = shortly(error).split('\n', 1);
    this.failing = { text, places };
    runInThisContext('debugger', { filename: FAILURE_URL });
    this.failing = undefined;
  }

  /** Where the code has stopped so: a {@link FailedAwait}. */
  failedAwait(): string {
    return JSON.stringify(this.failing);
  }

  /** Stops, for a debugger that has asked for it. */
  comeBy(): void {
    runInThisContext('debugger', { filename: STOP_URL });
  }

  /** Breakpoints of a cell that is about to run: their hits are those of each run. */
  countAnew(breakpoints: readonly number[]): void {
    for (const one of breakpoints) this.hits.delete(one);
  }

  /** Counts a hit of a breakpoint, and says whether it is one to stop at. */
  hit(breakpoint: number, operator: HitOperator, wanted: number): boolean {
    const hits = (this.hits.get(breakpoint) ?? 0) + 1;
    this.hits.set(breakpoint, hits);
    switch (operator) {
      case '==':
        return hits === wanted;
      case '>=':
        return hits >= wanted;
      case '>':
        return hits > wanted;
      case '<':
        return hits < wanted;
      case '<=':
        return hits <= wanted;
      case '%':
        return hits % wanted === 0;
      default:
        return operator satisfies never;
    }
  }

  /** Whether a breakpoint's condition holds. One that throws does not; it is said once, since it may do so in a loop. */
  holds(breakpoint: number, line: number, condition: () => unknown): unknown {
    try {
      return condition();
    } catch (error) {
      if (!this.failed.has(breakpoint)) {
        console.error(`The condition of the breakpoint in line ${line} throws: ${shortly(error)}`);
      }
      this.failed.add(breakpoint);
      return false;
    }
  }

  /** Prints what a logpoint says, texts and expressions, and does not stop. */
  log(...parts: readonly (string | (() => unknown))[]): false {
    console.log(parts.map((part) => (typeof part === 'string' ? part : logged(part))).join(''));
    return false;
  }
}

function logged(expression: () => unknown): string {
  try {
    const value = expression();
    return typeof value === 'string' ? value : textOf(value);
  } catch (error) {
    return `<${shortly(error)}>`;
  }
}

/** The name and message of an error, or what else was thrown. */
function shortly(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : textOf(error);
}
