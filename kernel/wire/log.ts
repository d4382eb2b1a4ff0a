/**
 * `GRADBOOK_DEBUG=wire,cells,language,history` prints what happens inside on stderr, at once and past any capture.
 */
import fs from 'node:fs';

const topics = new Set((process.env.GRADBOOK_DEBUG ?? '').split(',').map((topic) => topic.trim()));

const STDERR = 2;
/** Taken now: later, that of the main thread writes to the output of a cell. */
const { writeSync } = fs;

let stderr: () => number = () => STDERR;

/** Says what the descriptor of the real stderr is, where 2 is no longer. */
export function logTo(descriptor: () => number): void {
  stderr = descriptor;
}

/** Writes a line to the kernel's real stderr if its topic is asked for. */
export function debug(topic: 'wire' | 'cells' | 'language' | 'history', text: () => string): void {
  if (topics.has(topic)) log(`[${topic}] ${text()}`);
}

/** Writes a line to the kernel's real stderr. */
export function log(line: string): void {
  try {
    writeSync(stderr(), `${line}\n`);
  } catch {
    // A closed stderr must not end the kernel.
  }
}
