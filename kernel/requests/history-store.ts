/**
 * The inputs and results of this session, in memory. Keeping them across sessions comes later.
 */
import type { HistoryEntry } from '../wire/outgoing.js';

/** The session's number in history entries: 0 is the current one. */
const CURRENT = 0;

interface Line {
  readonly number: number;
  readonly input: string;
  output: string | null;
}

export interface HistoryShape {
  /** Whether entries have the output beside the input. */
  readonly output: boolean;
}

export class History {
  private readonly lines: Line[] = [];

  add(number: number, input: string): void {
    this.lines.push({ number, input, output: null });
  }

  /** The text of the result of the last input. */
  setOutput(output: string): void {
    const last = this.lines.at(-1);
    if (last) last.output = output;
  }

  /** The last `n` inputs, oldest first. */
  tail(n: number, shape: HistoryShape): HistoryEntry[] {
    return n <= 0 ? [] : entries(this.lines.slice(-n), shape);
  }

  /** Inputs from number `start` to before `stop`. */
  range(start: number, stop: number, shape: HistoryShape): HistoryEntry[] {
    return entries(
      this.lines.filter(({ number }) => number >= start && number < stop),
      shape,
    );
  }

  /** The last `n` inputs that match a glob pattern (`*`, `?`, `[ab]`) as a whole. */
  search(pattern: string, n: number, unique: boolean, shape: HistoryShape): HistoryEntry[] {
    const matches = globMatcher(pattern);
    let found = this.lines.filter(({ input }) => matches(input));
    if (unique) {
      const lastOf = new Map(found.map((line) => [line.input, line]));
      found = found.filter((line) => lastOf.get(line.input) === line);
    }
    return entries(n > 0 ? found.slice(-n) : found, shape);
  }
}

function entries(lines: readonly Line[], { output }: HistoryShape): HistoryEntry[] {
  return lines.map((line) =>
    output
      ? ([CURRENT, line.number, [line.input, line.output]] as const)
      : ([CURRENT, line.number, line.input] as const),
  );
}

/** A glob as SQLite's GLOB has it, matched without backtracking blow-up on plain patterns. */
export function globMatcher(glob: string): (text: string) => boolean {
  let pattern = '';
  for (let i = 0; i < glob.length; i++) {
    const char = glob.charAt(i);
    const close = char === '[' ? glob.indexOf(']', i + 2) : -1;
    if (close > 0) {
      const inner = glob
        .slice(i + 1, close)
        .replace(/\\/g, '\\\\')
        .replace(/^[!^]/, '^');
      pattern += `[${inner}]`;
      i = close;
    } else if (char === '*') {
      pattern += pattern.endsWith('.*') ? '' : '.*';
    } else if (char === '?') {
      pattern += '.';
    } else {
      pattern += char.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
    }
  }
  try {
    const expression = new RegExp(`^${pattern}$`, 's');
    return (text) => expression.test(text);
  } catch {
    return (text) => text === glob;
  }
}
