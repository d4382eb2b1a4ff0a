/** Ends, from the worker thread, the JavaScript that the main thread runs just now. */
import { setTimeout as delay } from 'node:timers/promises';
import { KERNEL_GLOBAL } from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import { MainSession } from './main-session.js';

/** How long a termination of running code may take, in milliseconds. */
const AT_ONCE = 10;

export class Terminator {
  private readonly session = new MainSession();

  /** Ends what main runs, if it runs anything. A native call is waited for, up to a second. */
  async terminate(): Promise<void> {
    const answer = await this.session.post('Runtime.evaluate', {
      expression: `${KERNEL_GLOBAL}.terminate()`,
      returnByValue: true,
    });
    const wasRunning = isRecord(answer) && isRecord(answer.result) ? answer.result.value : true;
    if (wasRunning === false) return;
    await delay(AT_ONCE);
    // Uses up an order that came too late, or it would hit the next cell or a timer.
    await this.session.post('Runtime.evaluate', { expression: '0' });
  }

  disconnect(): void {
    this.session.disconnect();
  }
}
