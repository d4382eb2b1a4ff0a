/** Node processes that an accelerator is tried in, and what came of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What came of a part. */
export interface Outcome {
  readonly wentWell: boolean;
  /** For the file of results. */
  readonly figures: unknown;
  /** For people. */
  readonly summary: string;
}

/** A Node process, with what it prints: to this one's output, or as text. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  output: 'inherit' | 'pipe',
): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  await once(child, 'close');
  return { status: child.exitCode, output: text };
}
