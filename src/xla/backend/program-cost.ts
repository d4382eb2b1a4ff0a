/** What a program takes, by operation and by the code that called it. */
import type { Maker } from '../../maker.js';
import { type Cell, htmlTable, textTable } from '../../result-table.js';
import { sourceLine } from '../../source-line.js';
import { Listing, type Work } from '../graph/listing.js';
import { bytesInWords, inThousands } from './amounts.js';

/** What an operation takes that a line of code called, over all its calls in a program. */
export interface OperationCost {
  /** As `matMul`. */
  readonly operation: string;
  /** The line of the person's own code, as `cell 3:2:9`; undefined where it wasn't theirs. */
  readonly line: string | undefined;
  /** The module of a model that was being called, as `Net.fc1`. */
  readonly module: string | undefined;
  /** Whether it is part of the gradient of what was called there. */
  readonly isGradient: boolean;
  /** How often it runs. */
  readonly calls: number;
  /** Floating-point operations of products and convolutions, two for each product of two numbers. */
  readonly flops: number;
  /** What it would read and write if it ran by itself; XLA fuses operations, so that a program moves less. */
  readonly bytes: number;
}

/** A listing whose comments name and show the line of code. */
export function newListing(): Listing {
  const known = new Map<Maker | undefined, string>();
  return new Listing((maker) => {
    const text = known.get(maker) ?? commentOn(maker);
    known.set(maker, text);
    return text;
  });
}

function commentOn(maker: Maker | undefined): string {
  if (!maker) return 'of the engine';
  const { origin, isGradient } = maker;
  const place = origin.toString() || 'of the library';
  const code = origin.line === undefined ? undefined : sourceLine(origin.line);
  return `${isGradient ? 'gradient: ' : ''}${place}${code ? `: ${code.slice(0, 100)}` : ''}`;
}

/** Adds up what the same code does; what has most to compute first, then what moves most. */
export function costsOf(works: readonly Work[]): OperationCost[] {
  const costs = new Map<string, OperationCost>();
  for (const { operation, maker, calls, flops, bytes } of works) {
    const isGradient = maker?.isGradient ?? false;
    const key = `${operation} ${isGradient} ${maker?.origin}`;
    const { line, module } = maker?.origin ?? {};
    const before = costs.get(key) ?? {
      ...{ operation, line, module, isGradient },
      ...{ calls: 0, flops: 0, bytes: 0 },
    };
    costs.set(key, {
      ...before,
      calls: before.calls + calls,
      flops: before.flops + flops,
      bytes: before.bytes + bytes,
    });
  }
  return [...costs.values()].sort((a, b) => b.flops - a.flops || b.bytes - a.bytes);
}

const HEADS = ['Operation', 'Calls', 'Flop', 'Bytes', 'Called by'] as const;

/** The costs and their sum, as text. */
export function costTable(costs: readonly OperationCost[]): string {
  return textTable(HEADS, rowsOf(costs), 'left');
}

/** As {@link costTable}, for notebooks. */
export function costHtml(costs: readonly OperationCost[]): string {
  return htmlTable(HEADS, rowsOf(costs), 'left');
}

function rowsOf(costs: readonly OperationCost[]): Cell[][] {
  const sum = (key: 'calls' | 'flops' | 'bytes') =>
    costs.reduce((total, cost) => total + cost[key], 0);
  const rows = costs.map((cost) => [
    ...[cost.operation, ...figuresOf(cost)],
    (cost.isGradient ? 'gradient: ' : '') +
      [cost.module && `in ${cost.module}`, cost.line && `at ${cost.line}`]
        .filter((part) => part)
        .join(', '),
  ]);
  const total = { calls: sum('calls'), flops: sum('flops'), bytes: sum('bytes') };
  return [...rows, ['sum', ...figuresOf(total), '']];
}

function figuresOf({ calls, flops, bytes }: Pick<OperationCost, 'calls' | 'flops' | 'bytes'>) {
  return [String(calls), flops === 0 ? '' : inThousands(flops), bytesInWords(bytes)];
}
