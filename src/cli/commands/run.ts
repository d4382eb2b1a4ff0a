/** `gradbook run`: executes a notebook from the command line, and writes its report on demand. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { executeNotebook, NotebookError } from '../../notebook/index.js';
import { writeReport } from '../../report/index.js';
import {
  DEFAULT_NAME,
  findJupyter,
  HOW_TO_GET_JUPYTER,
  installKernelspec,
  SetupError,
} from '../../setup/index.js';
import { type Arguments, type Command, UsageError } from '../command.js';
import { relay } from '../relay.js';

export const run: Command = {
  name: 'run',
  summary: 'Execute a notebook; the exit status is 1 if a cell failed.',
  usage: 'run NOTEBOOK [-o OUT.ipynb] [--html OUT.html] [-p NAME VALUE] ...',
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'OUT.ipynb',
      summary: 'keep the executed notebook',
    },
    html: {
      type: 'string',
      value: 'OUT.html',
      summary: 'write a report, also where a cell failed',
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
    timeout: { type: 'string', value: 'SECONDS', summary: 'how long a cell may take' },
    'allow-errors': { type: 'boolean', summary: 'go on behind cells that fail' },
    'start-from': {
      type: 'string',
      value: 'CELL',
      summary: 'skip what stands before a cell: its number, or one of its tags',
    },
  },
  positionals: [1, 1],
  async run(args) {
    const [notebook] = args.positionals;
    const jupyter = await findJupyter();
    if (jupyter === undefined) {
      throw new SetupError('Jupyter', `No Python with Jupyter was found. ${HOW_TO_GET_JUPYTER}`);
    }
    const { python } = jupyter;
    // The kernel of this very package, whatever Jupyter has registered.
    const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-run-'));
    try {
      await installKernelspec(dataFolder);
      const output = args.text('output') ?? path.join(dataFolder, 'executed.ipynb');
      const { onEvent, end } = relay();
      const failure = await executeNotebook({
        notebook,
        output,
        python,
        kernel: DEFAULT_NAME,
        dataFolder,
        onEvent,
        ...execution(args),
      }).then(() => undefined, asFailure);
      end();
      const html = args.text('html');
      if (html !== undefined && (failure === undefined || failure.written)) {
        await writeReport({ notebook: output, html, python });
        console.log(`Report: ${html}`);
      }
      if (failure) throw failure;
      return 0;
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
};

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

/** A notebook that failed is told when its report is written; anything else at once. */
function asFailure(error: unknown): NotebookError {
  if (error instanceof NotebookError) return error;
  throw error;
}
