/**
 * Interrupting what main runs. Main is asked to end it, and says in shared memory when it has heard
 * so; the person's code then has time to clean up. Code that keeps main from hearing is terminated,
 * which runs none of its `finally` blocks.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Slot, type Spared } from '../link/messages.js';
import type { RunningCells } from './running-cells.js';
import type { Terminator } from './terminator.js';

/** How long main may take to hear of an interrupt before it is looked at, in milliseconds. */
const GRACE = 1;
/** The same after a termination, when it may hear. */
const HEARING = 10;
/**
 * How often main must have been found running, without having heard, to count as busy: on a busy
 * machine it may have stood still between two moments.
 */
const LOOKS = 10;
/** The same in a cell that has not let go of main since it began, and has shown nothing: it can't hear. */
const LOOKS_INSIDE = 4;
/** How long it is left alone after each, in milliseconds. */
const BETWEEN = 0.1;
/** How long code of cells that are not interrupted may keep main from hearing, in milliseconds. */
const PATIENCE = 1000;
/** How long code that has heard may take to clean up, in milliseconds. */
const CLEANING_UP = 100;
/** How often it must have been found running in that time: on a busy machine it may stand still meanwhile. */
const CLEANING_UP_LOOKS = 10;
/** How often a main thread that waits for a program is looked at, in milliseconds. */
const LOOKING = 50;
/** How soon it is looked at, after an interrupt, what keeps main from a cell, and how seldom in the end; in milliseconds. */
const SOONEST = 50;
const LATEST = 1000;

/** How long what runs may go on after an interrupt before the person is told why, in milliseconds. */
const SILENCE = 3000;

/** What the person reads then. */
const STUCK =
  'The interrupt has come, but the code is in a native call, such as a sort of millions of numbers, which nothing can ' +
  'stop from outside. It ends when that call returns. To end it at once, restart the kernel: its variables are lost then.';

interface InterruptionOptions {
  readonly shared: Int32Array;
  readonly running: RunningCells;
  readonly terminator: Terminator;
  /** Lets a main thread look that waits for room. */
  turn(): void;
  /** Sends main the word. */
  ask(): void;
  /** Tells the person something, under a cell that runs. */
  tell(cell: number, text: string): void;
}

export class Interruption {
  private underWay: Promise<void> | undefined;
  private hasBeen = false;

  constructor(private readonly options: InterruptionOptions) {}

  /** Settled when no interrupt is under way; undefined when none is. */
  get over(): Promise<void> | undefined {
    return this.underWay;
  }

  /**
   * Ends what runs. An interrupt that is under way goes on instead.
   *
   * @param spared 'nothing' where there is no time to clean up
   */
  begin(spared: Spared = 'heard'): Promise<void> {
    this.hasBeen = true;
    this.underWay ??= this.end(spared).finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** Ends what interrupted cells have left behind and keeps main from a cell, such as a timer that loops. */
  async makeWayFor(cell: number): Promise<void> {
    if (!this.hasBeen) return;
    const { running, terminator } = this.options;
    for (let pace = SOONEST; ; pace = Math.min(LATEST, 2 * pace)) {
      await delay(pace, undefined, { ref: false });
      if (!running.has(cell)) return;
      await terminator.terminate('uninterrupted');
    }
  }

  private async end(atFirst: Spared): Promise<void> {
    const { shared, running, terminator, turn, ask, tell } = this.options;
    const { ids, programs } = running;
    // What an earlier cell has left behind may keep main: a timer that loops.
    if (!programs) {
      await terminator.terminate('nothing');
      return;
    }
    const over = running.over();
    Atomics.store(shared, Slot.Heard, 0);
    Atomics.store(shared, Slot.Stop, Math.max(...ids) + 1);
    turn();
    const looking = setInterval(() => programs.interrupt(), LOOKING);
    const telling = setTimeout(() => {
      const left = ids.find((id) => running.has(id));
      if (left !== undefined) tell(left, STUCK);
    }, SILENCE);
    programs.interrupt();
    ask();
    this.waitUntilHeard(GRACE);
    let spared = atFirst;
    const patientUntil = performance.now() + PATIENCE;
    const isOver = () => !ids.some((id) => running.has(id));
    while (!isOver()) {
      if (spared === 'heard') await this.untilBusy(ids, isOver);
      if (isOver()) break;
      if (spared === 'heard' && this.isHeard) {
        await this.cleaningUp(over, isOver);
        spared = 'others';
        continue;
      }
      if (performance.now() > patientUntil) spared = 'nothing';
      await terminator.terminate(spared);
      ask();
      await Promise.race([over, delay(HEARING)]);
    }
    clearInterval(looking);
    clearTimeout(telling);
    Atomics.store(shared, Slot.Stop, 0);
    void programs.killLater();
  }

  /** Until main has heard, or goes on with something else instead. */
  private async untilBusy(cells: readonly number[], isOver: () => boolean): Promise<void> {
    const most = this.isInside(cells) ? LOOKS_INSIDE : LOOKS;
    for (let looks = 0; looks < most && !this.isHeard && !isOver(); looks++) {
      await this.options.terminator.look();
      this.waitUntilHeard(BETWEEN);
    }
  }

  /** Whether main has not come back from one of the cells since it began, nor shown anything of it, where it would hear. */
  private isInside(cells: readonly number[]): boolean {
    const { shared } = this.options;
    const entered = Atomics.load(shared, Slot.Entered);
    return cells.includes(entered - 1) && Atomics.load(shared, Slot.Shown) !== entered;
  }

  /** Until what has heard is over, or has had its time. */
  private async cleaningUp(over: Promise<void>, isOver: () => boolean): Promise<void> {
    for (let looks = 0; looks < CLEANING_UP_LOOKS && !isOver(); looks++) {
      await Promise.race([over, delay(CLEANING_UP / CLEANING_UP_LOOKS)]);
      await Promise.race([over, this.options.terminator.look()]);
    }
  }

  /** Stands still, since a timer of one millisecond takes two, and this thread has nothing else to do that is as urgent. */
  private waitUntilHeard(milliseconds: number): void {
    Atomics.wait(this.options.shared, Slot.Heard, 0, milliseconds);
  }

  private get isHeard(): boolean {
    return Atomics.load(this.options.shared, Slot.Heard) === 1;
  }
}
