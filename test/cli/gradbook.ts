/** Runs the command `gradbook` as a person does, from a folder and in an environment of a test's. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** From dist/test/cli/ to the package's root. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Ended {
  status: number | null;
  output: string;
  complaints: string;
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** The program; by default this repository's own. */
  main?: string;
  /** For Node, before the program. */
  nodeOptions?: readonly string[];
  /** What it prints, as it comes. */
  onOutput?: (text: string, child: ChildProcessByStdio<null, Readable, Readable>) => void;
}

export function gradbook(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const {
    cwd,
    env = {},
    main = `${root}dist/src/cli/main.js`,
    nodeOptions = [],
    onOutput,
  } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, main, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput?.(text, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, complaints }));
  });
}
