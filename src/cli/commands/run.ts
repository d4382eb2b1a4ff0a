/** `gradbook run`: executes a notebook from the command line, and writes its report on demand. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { executeNotebook } from '../../notebook/index.js';
import { writeReport } from '../../report/index.js';
import {
  DEFAULT_NAME,
  findJupyter,
  HOW_TO_GET_JUPYTER,
  installKernelspec,
  SetupError,
} from '../../setup/index.js';
import type { Command } from '../command.js';
import { relay } from '../relay.js';

export const run: Command = {
  name: 'run',
  summary: 'Execute a notebook; the exit status is 1 if a cell failed.',
  usage: 'run NOTEBOOK [-o OUT.ipynb] [--html OUT.html]',
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'OUT.ipynb',
      summary: 'keep the executed notebook',
    },
    html: { type: 'string', value: 'OUT.html', summary: 'write a report' },
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
      await executeNotebook({
        notebook,
        output,
        python,
        kernel: DEFAULT_NAME,
        dataFolder,
        onEvent,
      });
      end();
      const html = args.text('html');
      if (html !== undefined) {
        await writeReport({ notebook: output, html, python });
        console.log(`Report: ${html}`);
      }
      return 0;
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
};
