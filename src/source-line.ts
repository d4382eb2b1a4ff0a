/** The text of a line of a person's code, to be shown beside what it did. */
import { readFileSync } from 'node:fs';
import { currentNotebook } from './current-notebook.js';

const files = new Map<string, readonly string[]>();

/**
 * The line at a place, without its indentation.
 * @param place as `cell 3:2:9` or `/home/me/train.ts:12:5`
 * @returns undefined where the text can't be had
 */
export function sourceLine(place: string): string | undefined {
  const [, name, line] = /^(.*?):(\d+):\d+$/.exec(place) ?? [];
  if (name === undefined) return undefined;
  const cell = /^cell (\d+)$/.exec(name)?.[1];
  const text =
    cell === undefined
      ? linesOf(name)[Number(line) - 1]
      : currentNotebook()?.lineOfCell?.(Number(cell), Number(line));
  return text?.trim();
}

function linesOf(file: string): readonly string[] {
  const known = files.get(file);
  if (known) return known;
  let lines: readonly string[] = [];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    // Code that is in no file, or whose file is gone, has no text to show.
  }
  files.set(file, lines);
  return lines;
}
