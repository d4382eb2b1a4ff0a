/** The worker's side of a contestant in Node: says ready, answers one JSON request a line (see worker.ts). */
import { createInterface } from 'node:readline';

/** Answers requests until the input ends. */
export async function serve(
  ready: object,
  answer: (request: unknown) => Promise<object>,
): Promise<void> {
  const say = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ ready });
  for await (const line of createInterface({ input: process.stdin })) {
    say({ answer: await answer(JSON.parse(line)) });
  }
}
