/** Executes a notebook through a Jupyter kernel, by nbclient in the given Python. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { asset } from '../setup/index.js';
import { NotebookError } from './errors.js';
import { type ExecutionEvent, parseEvent } from './events.js';

export interface ExecuteOptions {
  notebook: string;
  /** Where the executed notebook goes; it is written also where a cell failed. */
  output: string;
  /** A Python that has nbclient. */
  python: string;
  kernel: string;
  /** A Jupyter data folder that is searched for the kernel first. */
  dataFolder?: string;
  /** Files of parameters, JSON or YAML. A cell behind the one with the tag `parameters` sets them. */
  parameterFiles?: readonly string[];
  /** These win over the files': values as on a command line, `0.1` a number, `[1, 2]` a list. */
  parameters?: readonly Parameter[];
  /** These are text, whatever they look like. */
  rawParameters?: readonly Parameter[];
  /** How many seconds a cell may take; none by default. */
  timeout?: number;
  /** Goes on behind cells that fail. */
  allowErrors?: boolean;
  /** The number of a code cell, from 1, or a tag; earlier cells are not run. */
  startFrom?: number | string;
  onEvent?: (event: Progress) => void;
}

export type Parameter = readonly [name: string, text: string];

/** Cells as they start, what they print, and what is worth a warning. */
export type Progress = Extract<ExecutionEvent, { event: 'cell' | 'stream' | 'warning' }>;

/** What ends the running cell, and with it the run. */
const STOPS = ['SIGINT', 'SIGTERM'] as const;

/** @throws NotebookError when the notebook can't be executed, or a cell failed. */
export async function executeNotebook(options: ExecuteOptions): Promise<void> {
  const { notebook, output, python, kernel, dataFolder = '' } = options;
  const script = asset('src/notebook/execute.py');
  const { parameterFiles, parameters, rawParameters, timeout, allowErrors, startFrom } = options;
  const given = { parameterFiles, parameters, rawParameters, timeout, allowErrors, startFrom };
  const args = [script, notebook, output, kernel, dataFolder, JSON.stringify(given)];
  // Away from the terminal's signals: it would get those twice.
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of STOPS) process.on(signal, stop);
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const status = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let failure: NotebookError | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = parseEvent(line);
    if (event === undefined) continue;
    if (isProgress(event)) options.onEvent?.(event);
    else failure = explain(event, options);
  }
  const ended = await status.finally(() => {
    for (const signal of STOPS) process.off(signal, stop);
  });
  if (ended === 0) return;
  throw (
    failure ??
    new NotebookError(notebook, `${notebook} could not be executed: ${lastLine(complaints)}`)
  );
}

type Failure = Exclude<ExecutionEvent, Progress>;

function isProgress(event: ExecutionEvent): event is Progress {
  return event.event === 'cell' || event.event === 'stream' || event.event === 'warning';
}

function explain(event: Failure, { notebook, python }: ExecuteOptions): NotebookError {
  switch (event.event) {
    case 'failed': {
      const where = event.cell === null ? 'A cell' : `Cell ${event.cell}`;
      const what = `${where} of ${notebook} failed: ${event.ename}: ${event.evalue}`;
      return new NotebookError(notebook, what, event.traceback, true);
    }
    case 'died':
      return new NotebookError(
        notebook,
        `The kernel died while it ran ${notebook}: ${event.message}`,
        '',
        true,
      );
    case 'missing':
      return new NotebookError(
        notebook,
        `${python} has no '${event.module}'. Install Jupyter there: ${python} -m pip install jupyterlab nbclient nbconvert`,
      );
    case 'unreadable':
      return new NotebookError(
        notebook,
        `${notebook} can't be read as a notebook: ${event.message}`,
      );
    case 'unusable':
      return new NotebookError(notebook, event.message);
    case 'no-kernel':
      return new NotebookError(
        notebook,
        `Jupyter knows no kernel '${event.name}'. Register it: npx gradbook install --user`,
      );
    default:
      return event satisfies never;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'Python ended without a word';
}
