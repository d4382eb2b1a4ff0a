/** `gradbook report`: a notebook as it was saved, as one page; nothing is run. */
import { writeReport } from '../../report/index.js';
import { neededJupyter } from '../../setup/index.js';
import type { Command } from '../command.js';
import { checkOutputFile } from '../output-files.js';
import { reportLine } from '../report-line.js';

export const report: Command = {
  name: 'report',
  summary: 'Write the report of a notebook as it is, without running it.',
  usage: 'report NOTEBOOK [--html OUT.html]',
  options: {
    html: {
      type: 'string',
      value: 'OUT.html',
      summary: 'where it goes (default: beside the notebook, by its name)',
    },
  },
  positionals: [1, 1],
  async run(args) {
    const [notebook] = args.positionals;
    const html = args.text('html') ?? `${notebook.replace(/\.ipynb$/, '')}.html`;
    await checkOutputFile('html', html);
    const { python } = await neededJupyter();
    console.log(reportLine(await writeReport({ notebook, html, python })));
    return 0;
  },
};
