/**
 * Evaluates JavaScript. The only file that runs the user's code: through V8's inspector in REPL mode, which
 * gives top-level await, redeclaration and the value of the last expression.
 */
import { type Runtime, Session } from 'node:inspector';
import { Interrupted } from '../context/cell.js';
import { KERNEL_GLOBAL } from '../link/messages.js';
import { holdNextPromise } from './held-promises.js';
import { unwrapped } from './long-text.js';
import type { Position } from './position.js';

/** How an evaluation came out. */
export type Outcome =
  | { readonly type: 'value'; readonly value: unknown }
  /** `place` is where V8 saw it, in the JavaScript. */
  | { readonly type: 'thrown'; readonly error: unknown; readonly place?: Position };

/** Remote objects of the evaluations, released after each. */
const GROUP = 'cell';

export class Evaluator {
  readonly session = new Session();
  /** What the inspector handed over last; see `take`. */
  private taken: unknown;
  /** The inspector's name for `receive`. */
  private taker: string | undefined;

  constructor() {
    this.session.connect();
  }

  /** Evaluates a cell. `end` is called once. */
  evaluate(expression: string, end: (outcome: Outcome) => void): void {
    const parameters: Runtime.EvaluateParameterType & { replMode: boolean } = {
      expression,
      replMode: true,
      awaitPromise: true,
      objectGroup: GROUP,
    };
    const release = holdNextPromise();
    this.session.post('Runtime.evaluate', parameters, (error, response) => {
      release();
      if (error) {
        // The one command error that a valid evaluation can have: V8 terminated it, and drops the
        // microtasks that are queued until the stack is unwound.
        setImmediate(() => end({ type: 'thrown', error: new Interrupted() }));
        return;
      }
      const { result, exceptionDetails: details } = response;
      const value = this.valueOf(details?.exception ?? result);
      if (!details) return end({ type: 'value', value });
      const place = { line: details.lineNumber + 1, column: details.columnNumber + 1 };
      end({ type: 'thrown', error: value, place });
    });
  }

  /** The value itself that the inspector tells of. */
  private valueOf({ type, objectId, value, unserializableValue }: Runtime.RemoteObject): unknown {
    if (objectId !== undefined) return unwrapped(this.take(objectId));
    if (unserializableValue === undefined) return value;
    return type === 'bigint'
      ? BigInt(unserializableValue.slice(0, -1))
      : Number(unserializableValue);
  }

  private take(objectId: string): unknown {
    this.taken = undefined;
    this.taker ??= this.findTaker();
    if (this.taker === undefined) return undefined;
    this.session.post('Runtime.callFunctionOn', {
      objectId: this.taker,
      functionDeclaration: 'function (value) { this(value); }',
      arguments: [{ objectId }],
    });
    this.session.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
    return this.taken;
  }

  private findTaker(): string | undefined {
    let taker: string | undefined;
    const parameters: Runtime.EvaluateParameterType = { expression: `${KERNEL_GLOBAL}.take` };
    this.session.post('Runtime.evaluate', parameters, (_error, found) => {
      taker = found?.result.objectId;
    });
    return taker;
  }

  /** Receives a value from the inspector; reachable as `$gradbook.take`. */
  readonly receive = (value: unknown): void => {
    this.taken = value;
  };
}
