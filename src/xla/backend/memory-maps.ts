/**
 * Memory maps, of which Linux gives a process some 65,000. The code of a compiled program takes up to four for each of
 * its operations, and where there are no more, LLVM ends the process.
 */
import { readFileSync } from 'node:fs';

const NEWLINE = 10;

/** Whether half of the maps are taken. Looking takes some milliseconds; where it can't be known, there is no limit. */
export function areMapsScarce(): boolean {
  try {
    const limit = Number(readFileSync('/proc/sys/vm/max_map_count', 'latin1'));
    return linesIn(readFileSync('/proc/self/maps')) > limit / 2;
  } catch {
    return false;
  }
}

function linesIn(text: Uint8Array): number {
  let lines = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
