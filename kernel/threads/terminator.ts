/** Ends, from the worker thread, the JavaScript that the main thread runs just now. */
import { setTimeout } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import {
  KERNEL_GLOBAL,
  Slot,
  type Spared,
  TERMINATION_URL,
  type Termination,
} from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import { MainSession } from './main-session.js';

/** How long the running code may take to unwind, in milliseconds: a native call ends by itself. */
const UNWINDING = 1000;
/** How long this thread stands still for that, since a timer takes longer, in milliseconds. */
const AT_ONCE = 2;
/** When main is asked for the first time, which takes it longer than later, in milliseconds: nobody waits for it then. */
const CALM = 300;
/** How often code that must not be ended half-way is asked again before it is ended too. */
const MOST_TRIES = 30;

export class Terminator {
  private readonly session = new MainSession(Number.POSITIVE_INFINITY);

  /** @param release lets code go that is paused, so that its end can come */
  constructor(
    private readonly shared: Int32Array,
    private readonly release: () => Promise<void>,
  ) {
    setTimeout(() => void this.look(), CALM).unref();
  }

  /** Waits until main runs, whatever it runs. A native call is waited for. */
  async look(): Promise<void> {
    await this.session.post('Runtime.evaluate', { expression: '0', disableBreaks: true });
  }

  /** Ends what main runs; false when it runs nothing that is to end. A native call is waited for. */
  async terminate(spared: Spared): Promise<boolean> {
    const before = Atomics.load(this.shared, Slot.Unwound);
    for (let tries = 0; ; tries++) {
      const found = await this.attempt(spared, tries >= MOST_TRIES);
      if (found === 'idle') return false;
      if (found === 'ended') break;
      await delay(1);
    }
    await this.release();
    // Whatever main is asked before, the termination would hit in place of the code. Mostly it takes no moment.
    Atomics.wait(this.shared, Slot.Unwound, before, AT_ONCE);
    const end = performance.now() + UNWINDING;
    while (Atomics.load(this.shared, Slot.Unwound) === before && performance.now() < end) {
      await delay(1);
    }
    return true;
  }

  disconnect(): void {
    this.session.disconnect();
  }

  /** Undefined when the question itself was terminated. */
  private async attempt(spared: Spared, forced: boolean): Promise<Termination | undefined> {
    const call = `${KERNEL_GLOBAL}.terminate('${spared}', ${forced})`;
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
