/** Programs that a test waits for: one that hangs is killed, with all that it started, and what it printed is said. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** How long a program may take, in milliseconds, unless a test gives it longer. */
const LIMIT = 120_000;

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

interface ProgramOptions extends Pick<ExecFileOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  /** In milliseconds. */
  readonly limit?: number;
}

/**
 * Runs a program to its end.
 * @throws Error where it fails or takes too long, with all that it printed
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { limit = LIMIT, ...options }: ProgramOptions = {},
): Promise<Printed> {
  return new Promise((resolve, reject) => {
    let problem = 'failed';
    const child = execFile(
      command,
      [...args],
      { ...options, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        clearTimeout(timer);
        if (!error) return resolve({ stdout, stderr });
        const { code, signal } = error;
        const call = [command, ...args].join(' ').slice(0, 1000);
        const end = `it ended with ${signal ?? code}`;
        reject(new Error(`${call} ${problem}: ${end}, and printed:\n${stdout}\n${stderr}`));
      },
    );
    const timer = setTimeout(() => {
      problem = `took longer than ${limit} ms`;
      if (child.pid !== undefined) killAll([child.pid, ...allStartedBy(child.pid)]);
      // What has left its family holds them open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, limit);
  });
}

/** The processes that a process has started, and those that these did; on Linux. */
export function allStartedBy(pid: number): number[] {
  const found: number[] = [];
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1');
      for (const child of children.split(' ').filter(Boolean).map(Number)) {
        found.push(child, ...allStartedBy(child));
      }
    }
  } catch {
    // It has ended, or this is another system.
  }
  return found;
}

export function killAll(processes: readonly number[]): void {
  for (const pid of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}
