/** Node processes that an accelerator is tried in, and what came of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What came of a step. */
export interface Outcome {
  readonly wentWell: boolean;
  /** For the file of results. */
  readonly figures: unknown;
  /** For people. */
  readonly summary: string;
}

/** How a process ended; `output` is empty where it went to this one's. */
export interface Ended {
  readonly status: number | null;
  /** Whether it was stopped because it took too long. */
  readonly isLate: boolean;
  readonly output: string;
}

/** Seconds after which a process hangs: a driver that is lost may never answer. */
const LIMIT = 3600;

/** A Node process, with what it prints: to this one's output, or as text. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  output: 'inherit' | 'pipe',
  limit = LIMIT,
): Promise<Ended> {
  // Set where a test starts this, it would make tests that run here a part of that one.
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const child = spawn(process.execPath, args, {
    env: { ...own, ...env },
    stdio: ['ignore', output, output],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
    // What it started may hold these open.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, limit * 1000);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(late);
  }
  return { status: child.exitCode, isLate, output: text };
}
