/** `gradbook run`: executes a notebook from the command line, and writes its report on demand. */
import { writeReport } from '../../report/index.js';
import type { Command } from '../command.js';
import { notebookOptions, withExecutedNotebook } from '../notebook-run.js';
import { reportLine } from '../report-line.js';

const { output, ...otherOptions } = notebookOptions;

export const run: Command = {
  name: 'run',
  summary: 'Execute a notebook; the exit status is 1 if a cell failed.',
  usage: 'run NOTEBOOK [-o OUT.ipynb] [--html OUT.html] [-p NAME VALUE] ...',
  options: {
    output,
    html: {
      type: 'string',
      value: 'OUT.html',
      summary: 'write a report, also where a cell failed',
    },
    ...otherOptions,
  },
  positionals: [1, 1],
  run: (args) =>
    withExecutedNotebook(args, async ({ output, python, failure }) => {
      const html = args.text('html');
      if (html !== undefined && (failure === undefined || failure.written)) {
        console.log(reportLine(await writeReport({ notebook: output, html, python })));
      }
      if (failure) throw failure;
      return 0;
    }),
};
