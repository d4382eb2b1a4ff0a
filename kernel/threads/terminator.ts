/** Ends, from the worker thread, the JavaScript that the main thread runs just now. */
import { setTimeout as delay } from 'node:timers/promises';
import { KERNEL_GLOBAL, TERMINATION_URL, type Termination } from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import { MainSession } from './main-session.js';

/** How long a termination of running code may take, in milliseconds. */
const AT_ONCE = 10;
/** How often code of the kernel's own is asked again before it is ended too. */
const MOST_TRIES = 30;

export class Terminator {
  private readonly session = new MainSession(Number.POSITIVE_INFINITY);

  /** @param release lets code go that is paused, so that its end can come */
  constructor(private readonly release: () => Promise<void>) {}

  /** Ends what main runs; false when it runs nothing. A native call is waited for. */
  async terminate(): Promise<boolean> {
    for (let tries = 0; ; tries++) {
      const found = await this.attempt(tries >= MOST_TRIES);
      if (found === 'idle') return false;
      if (found === 'ended') break;
      await delay(1);
    }
    await this.release();
    await delay(AT_ONCE);
    // Uses up an order that came too late, or it would hit the next cell or a timer.
    await this.session.post('Runtime.evaluate', { expression: '0', disableBreaks: true });
    return true;
  }

  disconnect(): void {
    this.session.disconnect();
  }

  /** Undefined when the question itself was terminated. */
  private async attempt(forced: boolean): Promise<Termination | undefined> {
    const call = `${KERNEL_GLOBAL}.terminate(${forced})`;
    const answer = await this.session.post('Runtime.evaluate', {
      expression: `${call}\n//# sourceURL=${TERMINATION_URL}`,
      returnByValue: true,
      // A pause in here could never be left.
      disableBreaks: true,
    });
    const value = isRecord(answer) && isRecord(answer.result) ? answer.result.value : undefined;
    return TERMINATIONS.find((one) => one === value);
  }
}

const TERMINATIONS: readonly Termination[] = ['idle', 'kernel', 'ended'];
