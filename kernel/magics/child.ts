/**
 * Runs a program whose output is the cell's, as it comes. The cell's interrupt ends it, and all
 * that it started.
 */
import { AsyncResource } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { MagicContext } from './magic.js';

/** How long a program that was asked to end may take, in milliseconds. */
const PATIENCE = 1000;

const running = new Set<ChildProcess>();
let endsWithKernel = false;

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * @returns the exit status, or the signal that ended the program
 * @throws the error of a program that cannot be started
 */
export function runChild(
  { command, args }: Program,
  { print, complain, ...context }: MagicContext,
): Promise<number | string> {
  const signal = context.signal();
  signal?.throwIfAborted();
  endWithKernel();
  // Loaded now: the kernel's start is a person's wait.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: searchPath() },
    // A process group of its own, so that all of it can be ended.
    detached: true,
  });
  running.add(child);
  child.stdout.setEncoding('utf8').on('data', AsyncResource.bind(print));
  child.stderr.setEncoding('utf8').on('data', AsyncResource.bind(complain));
  const stop = () => {
    killGroup(child, 'SIGINT');
    setTimeout(() => killGroup(child, 'SIGKILL'), PATIENCE).unref();
  };
  signal?.addEventListener('abort', stop, { once: true });
  return new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, by) => resolve(status ?? by ?? ''));
  }).finally(() => {
    running.delete(child);
    signal?.removeEventListener('abort', stop);
  });
}

/** Node's own folder last: npm is there also where the PATH of Jupyter lacks it. */
function searchPath(): string {
  const folders = [process.env.PATH, path.dirname(process.execPath)];
  return folders.filter(Boolean).join(path.delimiter);
}

function endWithKernel(): void {
  if (endsWithKernel) return;
  endsWithKernel = true;
  process.on('exit', () => {
    for (const child of running) killGroup(child, 'SIGKILL');
  });
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
