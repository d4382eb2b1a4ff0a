/**
 * Ends, from the worker thread, the JavaScript that the main thread runs just now.
 *
 * V8 keeps an order to terminate until some JavaScript runs, so an idle main thread is left alone,
 * and an order that came too late is used up, or it would hit the next cell or a timer.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isRecord } from '../wire/json.js';
import { MainSession } from './main-session.js';
import { KERNEL_GLOBAL, Slot } from './messages.js';

/** How long a termination of running code may take, in milliseconds. */
const AT_ONCE = 20;

export class Terminator {
  private readonly session = new MainSession();

  constructor(private readonly shared: Int32Array) {}

  async terminate(): Promise<void> {
    if ((await this.call('isRunning')) === false) return;
    // Main must run nothing between the two commands: the first ends when the second is queued.
    Atomics.store(this.shared, Slot.TerminationQueued, 0);
    const prepared = this.call('prepareTermination');
    let done = false;
    const terminated = this.session.post('Runtime.terminateExecution').then(() => {
      done = true;
    });
    Atomics.store(this.shared, Slot.TerminationQueued, 1);
    await prepared;
    await Promise.race([terminated, delay(AT_ONCE)]);
    if (!done) await this.session.post('Runtime.evaluate', { expression: '0' });
  }

  disconnect(): void {
    this.session.disconnect();
  }

  /** Calls a function of the kernel on the main thread; undefined while that is in native code. */
  private async call(name: 'isRunning' | 'prepareTermination'): Promise<unknown> {
    const answer = await this.session.post('Runtime.evaluate', {
      expression: `${KERNEL_GLOBAL}.${name}()`,
      returnByValue: true,
    });
    return isRecord(answer) && isRecord(answer.result) ? answer.result.value : undefined;
  }
}
