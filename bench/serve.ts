/** The worker's side of a contestant in Node: says ready, answers one JSON request a line (see worker.ts). */
import { createInterface } from 'node:readline';

/** Answers requests until the input ends, each with the most memory that the process has held so far, in MB. */
export async function serve(
  ready: object,
  answer: (request: unknown) => Promise<object>,
): Promise<void> {
  const say = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ ready });
  for await (const line of createInterface({ input: process.stdin })) {
    const answered = await answer(JSON.parse(line));
    say({ answer: { ...answered, peak: process.resourceUsage().maxRSS / 1024 } });
  }
}
