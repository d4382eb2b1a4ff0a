/** Evaluating on the main thread: in a paused frame, or among the variables of cells. */
import type { Runtime } from 'node:inspector';
import { KERNEL_GLOBAL } from '../link/messages.js';
import { isGlobalName, mayNameGlobals, withOwnNames } from '../text/own-names.js';
import type { Inspector } from './inspector.js';
import { previewed, propertiesWithPreviews } from './previews.js';
import type { Property } from './properties.js';
import { Refusal } from './protocol.js';
import { MOST_CHARACTERS, messageOfThrown } from './remote-value.js';
import { withoutTypes } from './without-types.js';

/** How long an expression may take, in milliseconds: while it runs, nothing else is answered. */
const LIMIT = 10_000;
/** Runs on the main thread: what a reader has read; a text no longer than it is shown, since V8 hands it over whole. */
const READ = `(found) => typeof found?.[0] === 'string'
  ? found[0].slice(0, ${MOST_CHARACTERS + 1}) : found?.[0]`;

export interface EvaluateOptions {
  /** V8's name of the frame; without one, the variables of cells. */
  readonly frame: string | undefined;
  readonly group: string;
  /** Whether what would change something is refused. */
  readonly isPure?: boolean;
}

export class Evaluation {
  constructor(private readonly inspector: Inspector) {}

  /**
   * The value of an expression or statements, in JavaScript or TypeScript.
   * @throws Refusal with what the code has thrown
   */
  async evaluate(written: string, options: EvaluateOptions): Promise<Runtime.RemoteObject> {
    const expression = mayNameGlobals(written)
      ? withOwnNames(written, await this.lexicalNames())
      : written;
    const answer = await this.attempt(expression, options);
    const { exceptionDetails } = answer;
    if (!exceptionDetails) return previewed(this.inspector, answer.result);
    if (options.frame !== undefined && isUninitialized(exceptionDetails)) {
      return this.evaluate(expression, { ...options, frame: undefined });
    }
    if (!isSyntaxError(exceptionDetails)) throw await this.refusal(exceptionDetails);
    const plain = await withoutTypes(expression);
    const again = plain === expression ? answer : await this.attempt(plain, options);
    if (again.exceptionDetails) throw await this.refusal(again.exceptionDetails);
    return previewed(this.inspector, again.result);
  }

  /** What cells have declared, as V8 knows it. */
  private async lexicalNames(): Promise<string[]> {
    return (await this.inspector.command('Runtime.globalLexicalScopeNames', {})).names;
  }

  private async refusal({ exception, ...details }: Runtime.ExceptionDetails): Promise<Refusal> {
    const thrown = exception && { exception: await previewed(this.inspector, exception) };
    return new Refusal(messageOfThrown({ ...details, ...thrown }));
  }

  /** Calls what the debugger has on the main thread; see `DebuggerOnMain`. */
  async ask(method: string, ...values: readonly unknown[]): Promise<string> {
    const call = `${method}(${values.map((value) => JSON.stringify(value)).join(', ')})`;
    return String((await this.call(call, undefined, false)).value);
  }

  /** As `ask`, of an expression's value; `waits` for a promise. */
  async askOf(method: string, expression: string, frame: string | undefined, waits: boolean) {
    return String((await this.call(`${method}((${expression}\n), ${waits})`, frame, waits)).value);
  }

  /** The variables of these names, those that were not assigned yet left out. */
  async values(names: readonly string[], group: string): Promise<Property[]> {
    const own = names.some(isGlobalName) ? await this.lexicalNames() : [];
    const readers = names.map(
      (name) => `(() => { try { return [${withOwnNames(name, own)}]; } catch {} })()`,
    );
    const list = await this.evaluate(`[${readers.join(', ')}].map(${READ})`, {
      frame: undefined,
      group,
    });
    const { result } = await propertiesWithPreviews(this.inspector, list.objectId ?? '');
    return names.flatMap((name, i) => {
      const value = result.find((one) => one.name === String(i))?.value;
      return value ? { name, value } : [];
    });
  }

  private async call(call: string, frame: string | undefined, waits: boolean) {
    const expression = `${KERNEL_GLOBAL}.debugger.${call}`;
    const { result, exceptionDetails } = await this.run(expression, { frame, waits });
    if (exceptionDetails) throw new Refusal(messageOfThrown(exceptionDetails));
    return result;
  }

  private async attempt(expression: string, { frame, group, isPure }: EvaluateOptions) {
    const more = { objectGroup: group, throwOnSideEffect: isPure ?? false };
    const answer = await this.run(`(${expression}\n)`, { frame, ...more });
    const { exceptionDetails } = answer;
    if (!exceptionDetails || !isSyntaxError(exceptionDetails)) return answer;
    // In a block: what it declares must not stand in the way of cells that declare the same.
    const statements = frame === undefined ? `{${expression}\n}` : expression;
    return this.run(statements, { frame, ...more });
  }

  private run(
    expression: string,
    { frame, waits = false, ...more }: { frame: string | undefined; waits?: boolean } & object,
  ) {
    const common = { silent: true, ...(waits ? {} : { timeout: LIMIT }), ...more };
    if (frame !== undefined) {
      const options = { callFrameId: frame, expression, ...common };
      return this.inspector.command('Debugger.evaluateOnCallFrame', options).catch(sayLimit);
    }
    // A pause in here could never end: V8 takes no further command before this one is through.
    const options = { expression, disableBreaks: true, awaitPromise: waits, ...common };
    return this.inspector.command('Runtime.evaluate', options).catch(sayLimit);
  }
}

/** @throws Refusal where V8 has ended the code */
function sayLimit(error: unknown): never {
  if (!(error instanceof Error) || !/Execution was terminated/.test(error.message)) throw error;
  throw new Refusal(`The code was ended: it took longer than ${LIMIT / 1000} s.`);
}

/**
 * V8 13 says so in a frame of a cell that declares anew what an earlier cell did; among the variables
 * of cells it finds the value.
 */
function isUninitialized({ exception }: Runtime.ExceptionDetails): boolean {
  return /^ReferenceError: Cannot access .* before initialization/.test(
    exception?.description ?? '',
  );
}

/** Whether a text does not parse, as against one that throws such an error. */
function isSyntaxError({ exception, stackTrace, scriptId }: Runtime.ExceptionDetails): boolean {
  // Code that does not parse is in none of the frames.
  const isRunning = stackTrace?.callFrames.some((frame) => frame.scriptId === scriptId);
  return exception?.className === 'SyntaxError' && !isRunning;
}
