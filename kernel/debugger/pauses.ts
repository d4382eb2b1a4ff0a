/** What the main thread does while it is debugged: it runs, or is paused in frames. */
import type { Debugger, Runtime } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';
import type { AwaitedPlace } from './awaits.js';
import { type Exceptions, exceptionText, isRemote } from './exceptions.js';
import { type Frame, Frames, frameById } from './frames.js';
import type { HiddenCode } from './hidden-code.js';
import type { Inspector } from './inspector.js';
import type { FailedAwait } from './on-main.js';
import { type Event, Refusal } from './protocol.js';
import type { Script, Scripts } from './scripts.js';
import { type StepKind, Steps } from './steps.js';

export const THREAD = 1;

interface Paused {
  readonly frames: readonly Frame[];
  readonly reason: string;
  /** Of an exception. */
  readonly text: string;
  /** Whether nothing of the code runs: it awaits there. */
  readonly awaits?: true;
}

const EXCEPTIONS: readonly string[] = ['exception', 'promiseRejection'];

export interface PausesOptions {
  readonly inspector: Inspector;
  readonly scripts: Scripts;
  readonly exceptions: Exceptions;
  readonly hiddenCode: HiddenCode;
  tell(event: Event): void;
  /** Called when frames and what was found in them are gone. */
  forget(): void;
  idsOf(hit: readonly string[]): number[];
  /** A script of a file was loaded and is about to run. */
  bind(script: Script): Promise<void>;
  /** Shows first what was printed before. */
  drain(): void;
  /** Has the main thread come by a place where it can be paused, where a cell runs; false where none does. */
  stopAtAwait(): boolean;
  /** Whether a cell runs. */
  isRunning(): boolean;
  /** Where those do. */
  awaitedPlaces(): Promise<readonly AwaitedPlace[]>;
  /** What the code has stopped at, which an `await` of it is about to throw. */
  failedAwait(): Promise<FailedAwait>;
  /** Remembers that it has stopped where something was thrown. */
  sees(thrown: Runtime.RemoteObject): Promise<unknown>;
}

/** How long code that is to pause may take to come to its next line before it counts as idle, in milliseconds. */
const IDLE = 200;

/**
 * How many steps through the kernel's and Node's code may lead to the person's. From a timer it takes about a hundred, since
 * V8 cannot pass by what Node has in its snapshot; compiling or loading takes thousands, each slow, and leads nowhere.
 */
const MOST_PASSED = 300;
/** How long such code then runs freely, where no cell runs, before V8 is told to pause again, in milliseconds. */
const REST = 50;

export class Pauses {
  private paused: Paused | undefined;
  private readonly readFrames: Frames;
  private readonly steps: Steps;
  private isPauseWanted = false;
  /** V8's breakpoint at the beginning of a cell that is about to run, while a pause is wanted. */
  private beginning: string | undefined;
  /** Whether the pause is to be where the code awaits, since it did not come to any other place. */
  private mayAwait = false;
  /** Counts the steps through code that is passed by, since V8 was told to pause. */
  private passed = 0;
  /** Counts the orders to pause. */
  private orders = 0;
  private depth = 0;
  private held = false;
  /** When V8 last held the main thread, be it on its way through code that is passed by. */
  private heldAt = 0;
  /** Counts the pauses, so that what is found out of one is not said of another. */
  private turn = 0;

  constructor(private readonly options: PausesOptions) {
    this.readFrames = new Frames(options.scripts);
    this.steps = new Steps(options.inspector, this.readFrames);
  }

  get isPaused(): boolean {
    return this.paused !== undefined;
  }

  /** The frames, the innermost first; none while code runs. */
  get frames(): readonly Frame[] {
    return this.paused?.frames ?? [];
  }

  get exception(): string {
    return this.paused?.text ?? '';
  }

  /** @throws Refusal for a frame that is not there, or not there any more */
  frame(id: unknown): Frame {
    return frameById(this.frames, id);
  }

  /** Takes V8's word that the main thread is paused. */
  async take(event: Debugger.PausedEventDataType): Promise<void> {
    this.held = true;
    this.heldAt = performance.now();
    const { turn } = this;
    const reason: string = event.reason;
    if (reason === 'instrumentation') return this.beginScript(event);
    const { callFrames, hitBreakpoints = [] } = event;
    const [call] = callFrames;
    if (call && this.options.scripts.isFailure(call)) return this.stopAtFailure(call);
    const frames = await this.readFrames.of(callFrames);
    const isException = EXCEPTIONS.includes(reason);
    const isWanted =
      isException && frames.length > 0 && (await this.options.exceptions.stops(event));
    const text = isWanted ? await exceptionText(this.options.inspector, event) : '';
    if (isWanted && isRemote(event.data)) await this.options.sees(event.data);
    if (turn !== this.turn) return;
    this.depth = callFrames.length;
    const ids = this.options.idsOf(hitBreakpoints);
    if (isException) {
      if (!isWanted) return this.steps.goOn(frames[0]);
      return this.stop({ frames, reason: 'exception', text }, ids);
    }
    if (ids.length > 0) return this.stop({ frames, reason: 'breakpoint', text: '' }, ids);
    if (this.steps.isUnderWay) {
      const isThere = await this.steps.arrives(frames, callFrames.length);
      return isThere ? this.stop({ frames, reason: 'step', text: '' }, ids) : undefined;
    }
    if (frames.length === 0) return this.stopWhereItAwaits(callFrames);
    const why = this.isPauseWanted ? 'pause' : 'breakpoint';
    return this.stop({ frames, reason: why, text: '' }, ids);
  }

  /** Takes V8's word that the main thread runs again, for whatever reason. */
  resumed(): void {
    this.held = false;
    this.turn += 1;
    this.leave();
  }

  /** Lets a main thread go whose code is to end. */
  async release(): Promise<void> {
    this.steps.end();
    this.isPauseWanted = false;
    this.stopSearching();
    if (this.held) await this.options.inspector.command('Debugger.resume', {});
  }

  /** Runs on until something stops the code. */
  async continue(): Promise<void> {
    if (!this.paused) return;
    this.leave();
    this.steps.end();
    await this.options.inspector.command('Debugger.resume', {});
  }

  /** @throws Refusal where nothing is paused */
  async begin(kind: StepKind): Promise<void> {
    const [top] = this.frames;
    if (!top) throw new Refusal('Nothing is paused: a step begins where the code has stopped.');
    // Nothing runs there that could be stepped through.
    if (this.paused?.awaits) return this.continue();
    this.leave();
    await this.options.hiddenCode.search(kind === 'stepIn');
    await this.steps.begin(kind, top, this.depth);
  }

  /** Pauses the code that runs, or where it awaits; where no cell runs, the next that will. */
  async pause(): Promise<void> {
    if (this.paused) return;
    this.isPauseWanted = true;
    this.mayAwait = false;
    await this.options.hiddenCode.search(true);
    const wasRunning = this.options.isRunning();
    await this.seek();
    this.orders += 1;
    // What runs later stops at its first line: a timer's function by V8's word, a cell by `prepare`.
    if (!wasRunning) return;
    this.insist(this.orders).catch(() => {
      // The debugging has ended meanwhile.
    });
  }

  /**
   * A cell is about to run, as a script of that URL: stops at its beginning, where a pause was asked for before. V8 forgets
   * that it is to pause, where it evaluates something for a front end meanwhile.
   */
  async prepare(url: string): Promise<void> {
    if (!this.isPauseWanted) return;
    await this.forgetBeginning();
    const { breakpointId } = await this.options.inspector.command('Debugger.setBreakpointByUrl', {
      // A breakpoint of the person's there goes by the URL itself, and is another one.
      urlRegex: `^${url}$`,
      lineNumber: 0,
      columnNumber: 0,
    });
    this.beginning = breakpointId;
    // Meanwhile other code may have stopped.
    if (!this.isPauseWanted) await this.forgetBeginning();
  }

  private async forgetBeginning(): Promise<void> {
    const { beginning: breakpointId } = this;
    if (breakpointId === undefined) return;
    this.beginning = undefined;
    await this.options.inspector.command('Debugger.removeBreakpoint', { breakpointId });
  }

  /**
   * A cell that does not come to its next line in time, or by so many steps, is let run on to where it awaits; and if it
   * does not await, because a busy machine had only kept it from coming so far, it is told to pause again.
   */
  private async insist(order: number): Promise<void> {
    const { isRunning, stopAtAwait } = this.options;
    const isOver = () => !this.isPauseWanted || order !== this.orders;
    while (isRunning()) {
      await delay(IDLE, undefined, { ref: false });
      if (isOver()) return;
      const isOnItsWay = performance.now() - this.heldAt < IDLE;
      if (isOnItsWay && !this.isFarOff) continue;
      this.mayAwait = stopAtAwait();
      await delay(IDLE, undefined, { ref: false });
      if (isOver()) return;
      this.mayAwait = false;
      await this.seek();
    }
    // What the cell has left behind may run.
    if (!isOver() && this.seeks) await this.seek();
  }

  /** A cell has ended: no step goes on into another. */
  cellEnded(): void {
    if (this.paused) return;
    this.steps.end();
    if (!this.isPauseWanted) this.stopSearching();
  }

  /** A pause or a step into a function is over. */
  private stopSearching(): void {
    const over = this.forgetBeginning().then(() => this.options.hiddenCode.search(false));
    over.catch(() => {
      // The debugging has ended meanwhile.
    });
  }

  /** Forgets the pause. */
  private leave(): void {
    if (!this.paused) return;
    this.paused = undefined;
    this.options.forget();
    this.options.tell({
      event: 'continued',
      body: { threadId: THREAD, allThreadsContinued: true },
    });
  }

  private stop(paused: Paused, hitBreakpointIds: number[]): void {
    const [top] = paused.frames;
    if (!top) return;
    this.paused = paused;
    this.steps.end();
    this.isPauseWanted = false;
    this.mayAwait = false;
    this.stopSearching();
    this.options.drain();
    const { reason, text } = paused;
    const body = {
      reason,
      threadId: THREAD,
      allThreadsStopped: true,
      ...(text === '' ? {} : { text, description: text }),
      ...(hitBreakpointIds.length === 0 ? {} : { hitBreakpointIds }),
    };
    this.options.tell({ event: 'stopped', body });
  }

  private async beginScript({ data }: Debugger.PausedEventDataType): Promise<void> {
    const { inspector, scripts } = this.options;
    const script = scripts.get(String((data as { scriptId?: unknown } | undefined)?.scriptId));
    // Whatever goes wrong, the code must go on.
    if (script) await this.options.bind(script).catch(() => {});
    await inspector.command('Debugger.resume', {});
  }

  /**
   * In no code of the person's. Where that was waited for long enough, the code runs on to a place that is there for
   * it, and is shown where it awaits.
   */
  private async stopWhereItAwaits(calls: readonly Debugger.CallFrame[]): Promise<void> {
    const { turn } = this;
    const { inspector, scripts, awaitedPlaces } = this.options;
    const [call] = calls;
    if (!this.isPauseWanted || !this.mayAwait || !call) return this.passBy();
    if (scripts.isStop(call)) {
      const frames = await this.readFrames.awaiting(await awaitedPlaces(), call);
      if (turn !== this.turn) return;
      if (frames.length > 0) {
        return this.stop({ frames, reason: 'pause', text: '', awaits: true }, []);
      }
      this.mayAwait = false;
      return this.passBy();
    }
    await inspector.command('Debugger.resume', {});
  }

  /** Where the code is about to throw what it has awaited: that was thrown by code that the person does not see. */
  private async stopAtFailure(call: Debugger.CallFrame): Promise<void> {
    const { turn } = this;
    const { inspector, scripts, exceptions, failedAwait } = this.options;
    const { text, places } = await failedAwait();
    const locations = places.flatMap(({ url, lineNumber, columnNumber }) => {
      const script = scripts.ofUrl(url);
      return script ? { scriptId: script.id, lineNumber, columnNumber } : [];
    });
    const isWanted = await exceptions.stopsAt(locations);
    const frames = isWanted ? await this.readFrames.awaiting(places, call) : [];
    if (turn !== this.turn) return;
    if (frames.length > 0) this.stop({ frames, reason: 'exception', text, awaits: true }, []);
    else await inspector.command('Debugger.resume', {});
  }

  /** In the midst of Node's own code, where it was asked to pause: goes on to the person's. */
  private async passBy(): Promise<void> {
    const { inspector } = this.options;
    this.passed += 1;
    if (this.seeks && !this.isFarOff) {
      await inspector.command('Debugger.stepInto', { skipList: [] });
      return;
    }
    await inspector.command('Debugger.resume', {});
    // Told to pause again, a cell would come by the same steps, and no farther: `insist` looks where it awaits.
    if (this.options.isRunning()) return;
    await delay(REST, undefined, { ref: false });
    if (this.seeks && !this.held) await this.seek();
  }

  /** Whether the steps have led nowhere. */
  private get isFarOff(): boolean {
    return this.passed > MOST_PASSED;
  }

  /** Whether V8 is to look for the person's code. A cell that is about to run is stopped without that. */
  private get seeks(): boolean {
    return this.isPauseWanted && this.beginning === undefined;
  }

  private async seek(): Promise<void> {
    this.passed = 0;
    await this.options.inspector.command('Debugger.pause', {});
  }
}
