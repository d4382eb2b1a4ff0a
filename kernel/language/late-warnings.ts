/**
 * Type errors that are found when their cell has ended already. They are said at once under a cell that runs, since every
 * client shows what comes then. Where none runs for a moment, somebody reads the notebook, and sees them under their own
 * cell, as what a timer of that cell prints.
 */

/** Within what time the next cell of a program comes, in milliseconds. */
const MOMENT = 250;

interface Warning {
  readonly cell: number;
  readonly text: string;
}

export class LateWarnings {
  private readonly running = new Set<number>();
  private readonly waiting: Warning[] = [];

  constructor(private readonly say: (cell: number, text: string) => void) {}

  began(cell: number): void {
    this.running.add(cell);
    this.sayUnder(cell);
  }

  ended(cell: number): void {
    this.running.delete(cell);
  }

  add(cell: number, text: string): void {
    if (text === '') return;
    this.waiting.push({ cell, text });
    const running = [...this.running].at(-1);
    if (running === undefined) setTimeout(() => this.sayUnder(undefined), MOMENT).unref();
    else this.sayUnder(running);
  }

  /** Undefined is each warning's own cell. */
  private sayUnder(running: number | undefined): void {
    for (const { cell, text } of this.waiting.splice(0)) this.say(running ?? cell, text);
  }
}
