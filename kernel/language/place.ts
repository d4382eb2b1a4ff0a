/** Places in a text as the Language Server Protocol counts them: from 0, in UTF-16 units. */
import { isRecord } from '../wire/json.js';

export interface Place {
  readonly line: number;
  readonly character: number;
}

export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

/** The offset of a place; one beyond the text is the text's end. */
export function offsetOf(text: string, { line, character }: Place): number {
  let start = 0;
  for (let n = 0; n < line; n++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return Math.min(text.length, start + character);
}

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** A range out of an answer, as many lines higher as stand above the person's text. */
export function readRange(value: unknown, linesAbove = 0): Range | undefined {
  if (!isRecord(value)) return undefined;
  const start = readPlace(value.start, linesAbove);
  const end = readPlace(value.end, linesAbove);
  return start && end ? { start, end } : undefined;
}

function readPlace(value: unknown, linesAbove: number): Place | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  if (typeof line !== 'number' || typeof character !== 'number') return undefined;
  return { line: line - linesAbove, character };
}
