/** Executing the notebook that a command line names, by the kernel of this very package. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { executeNotebook, NotebookError } from '../notebook/index.js';
import { DEFAULT_NAME, installKernelspec, neededJupyter } from '../setup/index.js';
import { type Arguments, type Option, UsageError } from './command.js';
import { checkOutputFiles } from './output-files.js';
import { relay } from './relay.js';

/** What commands that execute a notebook have in common. */
export const notebookOptions = {
  output: {
    type: 'string',
    short: 'o',
    value: 'OUT.ipynb',
    summary: 'keep the executed notebook',
  },
  parameters: {
    type: 'pair',
    short: 'p',
    value: 'NAME VALUE',
    summary: 'set a parameter: a number, true, null, JSON, or else text',
  },
  'parameters-raw': {
    type: 'pair',
    short: 'r',
    value: 'NAME VALUE',
    summary: 'set a parameter to text, whatever it looks like',
  },
  'parameters-file': {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FILE',
    summary: 'set the parameters of a JSON or YAML file',
  },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    summary: 'how long a cell may take, such as 600 or 0.5',
  },
  'allow-errors': { type: 'boolean', summary: 'go on behind cells that fail' },
  'start-from': {
    type: 'string',
    value: 'CELL',
    summary: 'skip what stands before a cell: its number, or one of its tags',
  },
} as const satisfies Record<string, Option>;

export interface ExecutedNotebook {
  /** Where the executed notebook is; a temporary place unless one was asked for. */
  readonly output: string;
  readonly python: string;
  /** Why a cell failed; what was executed so far may be written. */
  readonly failure: NotebookError | undefined;
}

/**
 * Executes the notebook of a command line, tells its progress, and hands over what came of it.
 *
 * @param print where progress goes; by default stdout
 * @throws SetupError without Jupyter; UsageError
 */
export async function withExecutedNotebook<T>(
  args: Arguments,
  use: (executed: ExecutedNotebook) => Promise<T> | T,
  print?: (text: string) => unknown,
): Promise<T> {
  const [notebook] = args.positionals;
  const options = execution(args);
  await checkOutputFiles(args);
  const { python } = await neededJupyter();
  // The kernel of this very package, whatever Jupyter has registered.
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-run-'));
  try {
    await installKernelspec(dataFolder);
    const output = args.text('output') ?? path.join(dataFolder, 'executed.ipynb');
    const { onEvent, end } = relay(print);
    const failure = await executeNotebook({
      notebook,
      output,
      python,
      kernel: DEFAULT_NAME,
      dataFolder,
      onEvent,
      ...options,
    }).then(() => undefined, asFailure);
    end();
    return await use({ output, python, failure });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** @throws UsageError */
function execution(args: Arguments) {
  const start = args.text('start-from');
  const timeout = args.text('timeout');
  if (timeout !== undefined && !(Number(timeout) > 0)) {
    throw new UsageError(`--timeout takes a number of seconds, and got '${timeout}'.`);
  }
  return {
    parameters: args.pairs('parameters'),
    rawParameters: args.pairs('parameters-raw'),
    parameterFiles: args.texts('parameters-file'),
    allowErrors: args.flag('allow-errors'),
    ...(timeout === undefined ? {} : { timeout: Number(timeout) }),
    ...(start === undefined ? {} : { startFrom: /^\d+$/.test(start) ? Number(start) : start }),
  };
}

/** A notebook that failed is told by the command; anything else at once. */
function asFailure(error: unknown): NotebookError {
  if (error instanceof NotebookError) return error;
  throw error;
}
