/**
 * Evaluates JavaScript. The only file that runs the user's code: through V8's inspector in REPL mode, which
 * gives top-level await, redeclaration and the value of the last expression.
 */
import { type Runtime, Session } from 'node:inspector';
import { types } from 'node:util';
import { Interrupted } from '../context/cell.js';
import { takeNextPromise } from './evaluation-promise.js';
import type { Position } from './position.js';
import { LONG } from './shortened.js';

/** How an evaluation came out. */
export type Outcome =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'thrown'; readonly error: unknown }
  /** V8 does not run it, for what it has found at a place in the JavaScript. */
  | { readonly type: 'refused'; readonly message: string; readonly place: Position };

/** Remote objects of the evaluations. */
const GROUP = 'cell';

export class Evaluator {
  private connected = connect();

  /** This thread's own inspector. */
  get session(): Session {
    return this.connected;
  }

  /** Evaluates a cell. `end` is called once. */
  evaluate(expression: string, end: (outcome: Outcome) => void): void {
    const { session } = this;
    let isOver = false;
    const finish = (outcome: Outcome) => {
      if (isOver) return;
      isOver = true;
      release();
      end(outcome);
    };
    const release = takeNextPromise({
      fulfilled: (value) => finish({ type: 'value', value }),
      rejected: (error) => {
        finish({ type: 'thrown', error });
        if (isLong(error)) this.beginAnew();
      },
    });
    const parameters: Runtime.EvaluateParameterType & { replMode: boolean } = {
      expression,
      replMode: true,
      awaitPromise: true,
      objectGroup: GROUP,
    };
    session.post('Runtime.evaluate', parameters, (error, response) => {
      // An earlier session, which was ended.
      if (error && session !== this.connected) return;
      if (error) {
        // The one command error that a valid evaluation can have: V8 terminated it, and drops the
        // microtasks that are queued until the stack is unwound.
        setImmediate(() => finish({ type: 'thrown', error: new Interrupted() }));
        return;
      }
      const { exceptionDetails } = response;
      if (!exceptionDetails) return;
      // It has a hold on what was thrown. Mostly that is known already: it hears of the promise's end later than we do.
      session.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
      finish(refusal(exceptionDetails));
    });
  }

  /** The inspector forgets what it has to say of evaluations; their ends are known without it. */
  private beginAnew(): void {
    const before = this.connected;
    this.connected = connect();
    before.disconnect();
  }
}

function connect(): Session {
  const session = new Session();
  session.connect();
  return session;
}

/** What V8 has against a text that it reads and does not run. */
function refusal(details: Runtime.ExceptionDetails): Outcome {
  const { lineNumber, columnNumber, exception, text } = details;
  const [description = text] = exception?.description?.split(/\n\s+at /) ?? [];
  const message = description.replace(/^SyntaxError: /, '');
  return { type: 'refused', message, place: { line: lineNumber + 1, column: columnNumber + 1 } };
}

/** Whether the text of what was thrown is long: the inspector is kept from copying it. Asked of no value's own code. */
function isLong(thrown: unknown): boolean {
  if (typeof thrown === 'string') return thrown.length > LONG;
  if (!types.isNativeError(thrown)) return false;
  const { value }: PropertyDescriptor = Object.getOwnPropertyDescriptor(thrown, 'message') ?? {};
  return typeof value === 'string' && value.length > LONG;
}
