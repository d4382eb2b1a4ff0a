/**
 * What the main thread does while it is debugged: it runs, or is paused in frames; steps follow the
 * lines of the TypeScript, and neither show the kernel's own code nor Node's.
 */
import type { Debugger } from 'node:inspector';
import type { Position } from '../cells/position.js';
import { type Exceptions, exceptionText } from './exceptions.js';
import type { Inspector } from './inspector.js';
import { type Event, Refusal } from './protocol.js';
import type { Script, Scripts } from './scripts.js';

export const THREAD = 1;

export type StepKind = 'next' | 'stepIn' | 'stepOut';

/** A frame that the person sees. */
export interface Frame {
  readonly id: number;
  readonly call: Debugger.CallFrame;
  readonly script: Script;
  readonly position: Position;
}

interface Paused {
  readonly frames: readonly Frame[];
  readonly reason: string;
  /** Of an exception. */
  readonly text: string;
}

interface Step {
  readonly kind: StepKind;
  readonly depth: number;
  readonly line: number;
  readonly path: string;
  tries: number;
}

/** How often a step goes on by itself before the person sees where it is. */
const MOST_TRIES = 1000;

const EXCEPTIONS: readonly string[] = ['exception', 'promiseRejection'];

export interface PausesOptions {
  readonly inspector: Inspector;
  readonly scripts: Scripts;
  readonly exceptions: Exceptions;
  tell(event: Event): void;
  /** Called when frames and what was found in them are gone. */
  forget(): void;
  idsOf(hit: readonly string[]): number[];
  /** A script of a file was loaded and is about to run. */
  bind(script: Script): Promise<void>;
  /** Shows first what was printed before. */
  drain(): void;
}

export class Pauses {
  private paused: Paused | undefined;
  private step: Step | undefined;
  private isPauseWanted = false;
  private depth = 0;
  private made = 0;
  /** V8's name of the innermost frame of all, those included that are hidden. */
  private top: string | undefined;
  private held = false;
  /** Counts the pauses, so that what is found out of one is not said of another. */
  private turn = 0;

  constructor(private readonly options: PausesOptions) {}

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
    const frame = this.frames.find((one) => one.id === id);
    if (!frame) throw new Refusal('There is no such frame: the code is not paused there.');
    return frame;
  }

  /** Takes V8's word that the main thread is paused. */
  async take(event: Debugger.PausedEventDataType): Promise<void> {
    this.held = true;
    const { turn } = this;
    const reason: string = event.reason;
    if (reason === 'instrumentation') return this.beginScript(event);
    const { callFrames, hitBreakpoints = [] } = event;
    const frames = await this.framesOf(callFrames);
    const isException = EXCEPTIONS.includes(reason);
    const isWanted =
      isException && frames.length > 0 && (await this.options.exceptions.stops(event));
    if (turn !== this.turn) return;
    this.depth = callFrames.length;
    const ids = this.options.idsOf(hitBreakpoints);
    if (isException) {
      if (!isWanted) return this.goOn(frames[0]);
      return this.stop({ frames, reason: 'exception', text: exceptionText(event) }, ids);
    }
    if (ids.length > 0) return this.stop({ frames, reason: 'breakpoint', text: '' }, ids);
    if (this.step) return this.follow(this.step, frames, callFrames);
    if (frames.length === 0) return this.passBy();
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
    this.step = undefined;
    this.isPauseWanted = false;
    if (this.held) await this.options.inspector.command('Debugger.resume', {});
  }

  /** Runs on until something stops the code. */
  async continue(): Promise<void> {
    if (!this.paused) return;
    this.leave();
    this.step = undefined;
    await this.options.inspector.command('Debugger.resume', {});
  }

  /** @throws Refusal where nothing is paused */
  async begin(kind: StepKind): Promise<void> {
    const [top] = this.frames;
    if (!top) throw new Refusal('Nothing is paused: a step begins where the code has stopped.');
    const { path } = top.script;
    const isTop = this.isTop(top);
    this.leave();
    this.step = { kind, depth: this.depth, line: top.position.line, path, tries: 0 };
    await (isTop ? this.goOn(top) : this.out());
  }

  /** Pauses the code that runs, or the next that will. */
  async pause(): Promise<void> {
    if (this.paused) return;
    this.isPauseWanted = true;
    await this.options.inspector.command('Debugger.pause', {});
  }

  /** A cell has ended: no step goes on into another. */
  cellEnded(): void {
    if (!this.paused) this.step = undefined;
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
    this.step = undefined;
    this.isPauseWanted = false;
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

  /** A step has come somewhere; goes on until that is another line. */
  private async follow(
    step: Step,
    frames: readonly Frame[],
    { length: depth }: readonly Debugger.CallFrame[],
  ): Promise<void> {
    const [top] = frames;
    step.tries += 1;
    if (!top) return this.finish();
    if (step.tries > MOST_TRIES) return this.stop({ frames, reason: 'step', text: '' }, []);
    if (!this.isTop(top)) return this.out();
    if (step.kind === 'next' && depth > step.depth) return this.out();
    const isSameLine = top.script.path === step.path && top.position.line === step.line;
    const isElsewhere = step.kind === 'stepOut' ? depth < step.depth : !isSameLine;
    const stops = await top.script.stops();
    const isPlace = stops.originalOf(top.call.location) !== undefined;
    if (isPlace && (isElsewhere || depth < step.depth)) {
      return this.stop({ frames, reason: 'step', text: '' }, []);
    }
    return this.goOn(top);
  }

  /** Goes on with a step, or runs on where there is none. */
  private async goOn(from?: Frame): Promise<void> {
    const { inspector } = this.options;
    const { step } = this;
    if (!step) {
      await inspector.command('Debugger.resume', {});
      return;
    }
    if (step.kind === 'stepOut') return this.out();
    const isAtStart = from?.script.path === step.path && from.position.line === step.line;
    const line = isAtStart ? step.line : undefined;
    const skipList = from ? (await from.script.stops()).rangesOf(line, from.script.id) : [];
    const method = step.kind === 'stepIn' ? 'Debugger.stepInto' : 'Debugger.stepOver';
    await inspector.command(method, { skipList });
  }

  private async out(): Promise<void> {
    await this.options.inspector.command('Debugger.stepOut', {});
  }

  /** The step has left all code of the person's. */
  private async finish(): Promise<void> {
    this.step = undefined;
    await this.options.inspector.command('Debugger.resume', {});
  }

  /** In the midst of Node's own code, where it was asked to pause: goes on to the person's. */
  private async passBy(): Promise<void> {
    const { inspector } = this.options;
    if (this.isPauseWanted) await inspector.command('Debugger.stepInto', { skipList: [] });
    else await inspector.command('Debugger.resume', {});
  }

  private isTop({ call }: Frame): boolean {
    return call.callFrameId === this.top;
  }

  private async framesOf(calls: readonly Debugger.CallFrame[]): Promise<Frame[]> {
    this.top = calls[0]?.callFrameId;
    const frames: Frame[] = [];
    for (const call of calls) {
      const script = this.options.scripts.get(call.location.scriptId);
      if (!script) continue;
      const stops = await script.stops();
      const position = stops.nearest(call.location);
      this.made += 1;
      frames.push({ id: this.made, call, script, position });
    }
    return frames;
  }
}
