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
  /** Cells as they start, and what they print. */
  onEvent?: (event: Extract<ExecutionEvent, { event: 'cell' | 'stream' }>) => void;
}

/** @throws NotebookError when the notebook can't be executed, or a cell failed. */
export async function executeNotebook(options: ExecuteOptions): Promise<void> {
  const { notebook, output, python, kernel, dataFolder = '' } = options;
  const script = asset('src/notebook/execute.py');
  const child = spawn(python, [script, notebook, output, kernel, dataFolder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
    if (event.event === 'cell' || event.event === 'stream') options.onEvent?.(event);
    else failure = explain(event, options);
  }
  if ((await status) === 0) return;
  throw (
    failure ??
    new NotebookError(notebook, `${notebook} could not be executed: ${lastLine(complaints)}`)
  );
}

type Failure = Exclude<ExecutionEvent, { event: 'cell' | 'stream' }>;

function explain(event: Failure, { notebook, python }: ExecuteOptions): NotebookError {
  switch (event.event) {
    case 'failed': {
      const where = event.cell === null ? 'A cell' : `Cell ${event.cell}`;
      const what = `${where} of ${notebook} failed: ${event.ename}: ${event.evalue}`;
      return new NotebookError(notebook, what, event.traceback);
    }
    case 'died':
      return new NotebookError(
        notebook,
        `The kernel died while it ran ${notebook}: ${event.message}`,
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
