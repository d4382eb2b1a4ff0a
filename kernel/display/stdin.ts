/**
 * `process.stdin` of cells: while something reads it, the person is asked for a line, and for the next one when that
 * has been taken. Nothing is asked once the cell that reads has ended.
 */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cell, currentCell } from '../context/cell.js';
import { type Questions, StdinNotAllowed } from './prompt.js';

/** How long code that got its line may take to stop reading, in milliseconds. */
const CONSIDERATION = 20;

class Stdin extends Readable {
  readonly fd = 0;
  private readonly cell = currentCell();

  constructor(private readonly questions: Questions) {
    super({ encoding: 'utf8', highWaterMark: 1 });
  }

  /** @throws StdinNotAllowed here, where code that begins to read hears of it */
  override resume(): this {
    this.throwIfRefused();
    return super.resume();
  }

  override _read(): void {
    this.readLine().catch((error) => this.destroy(error));
  }

  private async readLine(): Promise<void> {
    this.throwIfRefused();
    await delay(CONSIDERATION);
    if (this.isPaused() || this.cell === undefined || this.cell.hasEnded) return;
    const line = await this.questions.ask(this.cell);
    this.push(`${line}\n`);
  }

  private throwIfRefused(): void {
    if (!this.cell?.job.allowStdin) throw new StdinNotAllowed();
  }
}

/** A new stream for each cell that reads. */
export function provideStdin(questions: Questions): void {
  const streams = new WeakMap<Cell, Stdin>();
  const get = (): Stdin => {
    const cell = currentCell();
    const known = cell && streams.get(cell);
    if (known && !known.destroyed) return known;
    const stream = new Stdin(questions);
    if (cell) streams.set(cell, stream);
    return stream;
  };
  Object.defineProperty(process, 'stdin', { get, configurable: true, enumerable: true });
}
