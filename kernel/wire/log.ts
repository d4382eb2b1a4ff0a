/**
 * `GRADBOOK_DEBUG=wire,cells,language,history` prints what happens inside on stderr, at once and past any capture.
 */
import { writeSync } from 'node:fs';

const topics = new Set((process.env.GRADBOOK_DEBUG ?? '').split(',').map((topic) => topic.trim()));

/** Writes a line to the process's own stderr if its topic is asked for. */
export function debug(topic: 'wire' | 'cells' | 'language' | 'history', text: () => string): void {
  if (!topics.has(topic)) return;
  try {
    writeSync(2, `[${topic}] ${text()}\n`);
  } catch {
    // A closed stderr must not end the kernel.
  }
}
