/** What execute.py tells, line by line; validated, since it comes from another process. */
import { isRecord } from '../is-record.js';

export type ExecutionEvent =
  /** A code cell starts; `section` is the heading above it, '' where there is none. */
  | { event: 'cell'; number: number; of: number; section: string }
  | { event: 'stream'; name: string; text: string }
  | { event: 'failed'; cell: number | null; ename: string; evalue: string; traceback: string }
  | { event: 'warning'; message: string }
  | { event: 'died'; message: string }
  | { event: 'missing'; module: string }
  | { event: 'unreadable'; message: string }
  /** The parameters, or the cell to start from, don't fit the notebook. */
  | { event: 'unusable'; message: string }
  | { event: 'no-kernel'; name: string };

/** @returns `undefined` for a line that is no event, such as a warning of some library. */
export function parseEvent(line: string): ExecutionEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isRecord(parsed) ? eventOf(parsed) : undefined;
}

function eventOf(fields: Record<string, unknown>): ExecutionEvent | undefined {
  const text = (key: string) => String(fields[key] ?? '');
  switch (fields.event) {
    case 'cell':
      return {
        event: 'cell',
        number: Number(fields.number),
        of: Number(fields.of),
        section: text('section'),
      };
    case 'stream':
      return { event: 'stream', name: text('name'), text: text('text') };
    case 'failed': {
      const cell = typeof fields.cell === 'number' ? fields.cell : null;
      const rest = { ename: text('ename'), evalue: text('evalue'), traceback: text('traceback') };
      return { event: 'failed', cell, ...rest };
    }
    case 'warning':
    case 'died':
    case 'unreadable':
    case 'unusable':
      return { event: fields.event, message: text('message') };
    case 'missing':
      return { event: 'missing', module: text('module') };
    case 'no-kernel':
      return { event: 'no-kernel', name: text('name') };
    default:
      return undefined;
  }
}
