/** The debugger as the worker starts it, when a front end first asks: the kernel's start must be quick. */
import type { Debugger } from '../debugger/debugger.js';
import type { Surroundings } from '../debugger/session.js';
import { builtFile } from '../package-root.js';
import type { JsonObject } from '../wire/json.js';
import type { DebugEvent } from '../wire/outgoing.js';
import { MainSession } from './main-session.js';

/** How long a busy main thread may take to answer a debugger, in milliseconds. */
const PATIENCE = 30_000;

export class Debugging {
  private debugger: Promise<Debugger> | undefined;
  private inspector: MainSession | undefined;
  private tell: (event: DebugEvent) => void = () => {};

  constructor(
    private readonly surroundings: Pick<
      Surroundings,
      'cells' | 'drain' | 'announceCells' | 'interrupt' | 'stopAtAwait' | 'isRunning'
    >,
  ) {}

  /** @param tell takes the events that come from here on */
  async handle(request: JsonObject, tell: (event: DebugEvent) => void): Promise<JsonObject> {
    this.tell = tell;
    this.debugger ??= this.start();
    return (await this.debugger).handle(request);
  }

  /** Sets the breakpoints of a cell that is about to run. */
  async prepare(cell: number, javascript: string): Promise<void> {
    await (await this.debugger)?.prepare(cell, javascript);
  }

  cellEnded(): void {
    void this.debugger?.then((one) => one.cellEnded());
  }

  /** Lets code go that is paused, and is to end. */
  async release(): Promise<void> {
    await (await this.debugger)?.release();
  }

  disconnect(): void {
    this.inspector?.disconnect();
  }

  private async start(): Promise<Debugger> {
    const { Debugger } = await import('../debugger/debugger.js');
    const inspector = new MainSession(PATIENCE);
    this.inspector = inspector;
    return new Debugger({
      ...this.surroundings,
      inspector,
      kernelFolder: builtFile('').href,
      tell: (event) => this.tell(event),
    });
  }
}
