/** What a program is made of, noted while it is written: which operation of the graph wrote what, who made it, its work. */
import type { Maker } from '../../maker.js';
import { bytesOf, type ElementType } from './element-type.js';
import type { Shape } from './shape.js';

/** A value of a program, as far as its bytes go. */
interface Sized {
  readonly type: ElementType;
  readonly shape: Shape;
  readonly parts?: readonly Sized[];
}

/** An operation of the graph: its name, and who made it where that was noted. */
export interface Made {
  readonly operation: string | undefined;
  readonly maker: Maker | undefined;
}

/** An operation as it stands in a program. */
export interface Work {
  readonly operation: string;
  readonly maker: Maker | undefined;
  /** How often it runs. */
  readonly calls: number;
  /** Of products and convolutions, two for each product of two numbers; in all calls. */
  readonly flops: number;
  /** What it would read and write if it ran by itself; in all calls. */
  readonly bytes: number;
}

/** An operation that is being written. */
interface Present {
  readonly maker: Maker | undefined;
  /** How often it runs. */
  readonly calls: number;
  lines: number;
  /** Of one call: what stands in a loop of its own counts as often as that runs. */
  flops: number;
  /** Whether it is made of others, which are counted instead. */
  isWhole: boolean;
}

export class Listing {
  /** Whether it has loops whose end is not known before they run: they count as one pass. */
  isOpenEnded = false;
  #works: Work[] = [];
  #present: Present | undefined;
  #times = 1;

  /** @param describe what a line of the program says of who made it */
  constructor(readonly describe: (maker: Maker | undefined) => string) {}

  get works(): readonly Work[] {
    return this.#works;
  }

  /** Writes an operation, whose parts have its maker where they have none of their own. */
  operation<V extends Sized>(made: Made, inputs: readonly Sized[], write: () => V): V {
    const outer = this.#present;
    if (outer) outer.isWhole = true;
    const maker = made.maker ?? outer?.maker;
    const calls = this.#times;
    const present = { maker, calls, lines: 0, flops: 0, isWhole: false };
    this.#present = present;
    try {
      const result = write();
      if (!present.isWhole && present.lines > 0) {
        const bytes = calls * sumOfBytes([...inputs, result]);
        const operation = made.operation ?? 'unknown';
        this.#works.push({ operation, maker, calls, flops: calls * present.flops, bytes });
      }
      return result;
    } finally {
      this.#present = outer;
    }
  }

  /** Notes a line of the present operation; gives what to say above it. */
  line(flops: number): string {
    const present = this.#present;
    if (present) {
      present.lines++;
      present.flops += flops * (this.#times / present.calls);
    }
    return this.describe(present?.maker);
  }

  /** Writes what runs many times. @param times undefined where that is not known */
  repeated<T>(times: number | undefined, write: () => T): T {
    const before = this.#times;
    this.#times = before * (times ?? 1);
    if (times === undefined) this.isOpenEnded = true;
    try {
      return write();
    } finally {
      this.#times = before;
    }
  }

  /** Writes what is thrown away. */
  discarded(write: () => void): void {
    const { isOpenEnded } = this;
    const works = this.#works;
    const present = this.#present;
    const before = present && { ...present };
    this.#works = [];
    try {
      write();
    } finally {
      this.#works = works;
      if (present) Object.assign(present, before);
      this.isOpenEnded = isOpenEnded;
    }
  }
}

function sumOfBytes(values: readonly Sized[]): number {
  return values.reduce(
    (sum, value) => sum + (value.parts ? sumOfBytes(value.parts) : bytesOf(value)),
    0,
  );
}
