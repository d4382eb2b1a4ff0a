/** What main has been given and has not ended: cells, and deliveries of comms, by their numbers. */
import type { CellEnd } from '../requests/interpreter.js';
import { Programs } from './programs.js';

interface Running {
  readonly programs: Programs;
  readonly over: Promise<CellEnd>;
  readonly resolve: (end: CellEnd) => void;
  /** Why it is ended, if not by the person. */
  ended?: CellEnd;
}

export class RunningCells {
  /** In the order in which they were handed over. */
  private readonly running = new Map<number, Running>();

  get ids(): readonly number[] {
    return [...this.running.keys()];
  }

  get areNone(): boolean {
    return this.running.size === 0;
  }

  /** The programs that began since the oldest cell did, which are those of all. */
  get programs(): Programs | undefined {
    const [oldest] = this.running.values();
    return oldest?.programs;
  }

  has(id: number): boolean {
    return this.running.has(id);
  }

  /** How the cell ends, which begins now. */
  begin(id: number): Promise<CellEnd> {
    let resolve: (end: CellEnd) => void = () => {};
    const over = new Promise<CellEnd>((ended) => {
      resolve = ended;
    });
    this.running.set(id, { programs: new Programs(), over, resolve });
    return over;
  }

  /** Settled when those cells have ended that run now. */
  async over(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ over }) => over));
  }

  /** Says how those end that run now, should they end by an error. */
  giveReason(end: CellEnd): void {
    for (const running of this.running.values()) running.ended = end;
  }

  end(id: number, end: CellEnd): void {
    const running = this.running.get(id);
    this.running.delete(id);
    running?.resolve((end.status === 'error' ? running.ended : undefined) ?? end);
  }
}
