/** Steps follow the lines of the TypeScript, and stop neither in the kernel's own code nor in Node's. */
import type { Frame, Frames } from './frames.js';
import type { Inspector } from './inspector.js';

export type StepKind = 'next' | 'stepIn' | 'stepOut';

interface Step {
  readonly kind: StepKind;
  readonly depth: number;
  readonly line: number;
  readonly path: string;
  tries: number;
}

/** How often a step goes on by itself before the person sees where it is. */
const MOST_TRIES = 1000;

export class Steps {
  private step: Step | undefined;

  constructor(
    private readonly inspector: Inspector,
    private readonly frames: Frames,
  ) {}

  get isUnderWay(): boolean {
    return this.step !== undefined;
  }

  /** Begins a step at a frame; `depth` is that of the stack, hidden frames included. */
  async begin(kind: StepKind, top: Frame, depth: number): Promise<void> {
    const { path } = top.script;
    this.step = { kind, depth, line: top.position.line, path, tries: 0 };
    await (this.frames.isTop(top) ? this.goOn(top) : this.out());
  }

  end(): void {
    this.step = undefined;
  }

  /** Takes where the code has come to: whether the step ends there. Else it has gone on. */
  async arrives(frames: readonly Frame[], depth: number): Promise<boolean> {
    const [top] = frames;
    const { step } = this;
    if (!step || !top) {
      // It has left all code of the person's.
      this.end();
      await this.goOn();
      return false;
    }
    step.tries += 1;
    if (step.tries > MOST_TRIES || (await this.isPlace(step, top, depth))) return true;
    const isInside = step.kind === 'next' && depth > step.depth;
    await (isInside || !this.frames.isTop(top) ? this.out() : this.goOn(top));
    return false;
  }

  /** Goes on with a step, or runs on where there is none. */
  async goOn(from?: Frame): Promise<void> {
    const { step } = this;
    if (!step) {
      await this.inspector.command('Debugger.resume', {});
      return;
    }
    if (step.kind === 'stepOut') return this.out();
    const isAtStart = from?.script.path === step.path && from.position.line === step.line;
    const line = isAtStart ? step.line : undefined;
    const skipList = from ? (await from.script.stops()).rangesOf(line, from.script.id) : [];
    const method = step.kind === 'stepIn' ? 'Debugger.stepInto' : 'Debugger.stepOver';
    await this.inspector.command(method, { skipList });
  }

  /** Whether a step may end at a frame: on another line than it began, or outside of its function. */
  private async isPlace(step: Step, top: Frame, depth: number): Promise<boolean> {
    if (!this.frames.isTop(top) || (step.kind === 'next' && depth > step.depth)) return false;
    const isSameLine = top.script.path === step.path && top.position.line === step.line;
    const isElsewhere = step.kind === 'stepOut' ? depth < step.depth : !isSameLine;
    const stops = await top.script.stops();
    const isStop = stops.originalOf(top.call.location) !== undefined;
    return isStop && (isElsewhere || depth < step.depth);
  }

  private async out(): Promise<void> {
    await this.inspector.command('Debugger.stepOut', {});
  }
}
