/**
 * Where V8 can stop in a script, and which place of the TypeScript each of these is. Nothing else of
 * a source map is needed: frames, breakpoints and steps are all at such places.
 */
import type { Debugger } from 'node:inspector';
import type { Position } from '../cells/position.js';
import type { LocationRange } from './inspector.js';

/** Counted from 0, as V8 does. */
export interface Location {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface Stop {
  readonly location: Location;
  /** Undefined for what the kernel put in. */
  readonly original: Position | undefined;
}

export class Stops {
  /** @param all in the order of the script */
  constructor(readonly all: readonly Stop[]) {}

  /** The place of the TypeScript that a frame is at. */
  originalOf({ lineNumber, columnNumber = 0 }: Debugger.Location): Position | undefined {
    const onLine = this.all.filter(({ location }) => location.lineNumber === lineNumber);
    const before = onLine.filter(({ location }) => location.columnNumber <= columnNumber);
    // A loop is paused at its beginning, which stands before all places where it could be stopped.
    return (before.at(-1) ?? onLine[0])?.original;
  }

  /** The place that a frame is shown at; the one before it where the kernel's own code is. */
  nearest(location: Debugger.Location): Position {
    const { lineNumber, columnNumber = 0 } = location;
    const before = this.all.filter(({ original, location: at }) => {
      const isBefore = at.lineNumber < lineNumber || at.columnNumber <= columnNumber;
      return original && at.lineNumber <= lineNumber && isBefore;
    });
    return this.originalOf(location) ?? before.at(-1)?.original ?? { line: 1, column: 1 };
  }

  /** Where a breakpoint of a line goes: there, or on the next line that has code. */
  forLine(line: number, column = 1): Stop | undefined {
    const lines = this.all.flatMap(({ original }) => original?.line ?? []);
    const nearest = Math.min(...lines.filter((one) => one >= line));
    const there = this.all.filter(({ original }) => original?.line === nearest);
    const wanted = nearest === line ? column : 1;
    return there.find(({ original }) => (original?.column ?? 0) >= wanted) ?? there[0];
  }

  /** The ranges that a step leaves out: what belongs to that line, and what to none. */
  rangesOf(line: number | undefined, scriptId: string): LocationRange[] {
    const ranges: LocationRange[] = [];
    for (const [at, { location, original }] of this.all.entries()) {
      if (original && original.line !== line) continue;
      const next = this.all[at + 1]?.location;
      const { lineNumber, columnNumber } = location;
      const end = next ?? { lineNumber, columnNumber: columnNumber + 1 };
      const last = ranges.at(-1);
      // V8 takes no two ranges that touch.
      if (last && isSame(last.end, location)) ranges[ranges.length - 1] = { ...last, end };
      else ranges.push({ scriptId, start: location, end });
    }
    return ranges;
  }
}

function isSame(a: Location, b: Location): boolean {
  return a.lineNumber === b.lineNumber && a.columnNumber === b.columnNumber;
}
