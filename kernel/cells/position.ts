/** Places in a text, by line and column, and back. */

/** A place in a cell, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The offset of a place in a text. */
export function offsetAt(text: string, { line, column }: Position): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
