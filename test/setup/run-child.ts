/** Runs a set-up in a child process, in an environment that a test chooses. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CHILD = path.join(path.dirname(fileURLToPath(import.meta.url)), 'set-up-child.js');

export interface Ended {
  /** `null` when a signal ended it. */
  status: number | null;
  /** Lines that it printed. */
  printed: string[];
  /** Lines on stderr. */
  complaints: string[];
}

export interface ChildOptions {
  environment?: NodeJS.ProcessEnv;
  /** The largest file that it may write, in kilobytes: to it, the disk is full after that. */
  largestFile?: number;
  onStart?: (child: ChildProcess) => void;
  /** What it prints, as it comes. */
  onPrint?: (text: string) => void;
}

export function runChild(args: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  const { environment = {}, largestFile, onStart, onPrint } = options;
  const node = [process.execPath, CHILD, ...args];
  const limited = ['-c', 'ulimit -f "$0"; exec "$@"', String(largestFile), ...node];
  const [command, ...rest] = largestFile === undefined ? node : ['/bin/bash', ...limited];
  const child = spawn(command, rest, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart?.(child);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    onPrint?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // Not 'close': a Python that outlives a killed child holds its pipes.
    child.on('exit', (status) =>
      setImmediate(() => resolve({ status, printed: lines(output), complaints: lines(errors) })),
    );
  });
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
