/** `npm start`: sets the project up and runs the tutorial to a report. */
import path from 'node:path';
import { executeNotebook } from '../../notebook/index.js';
import { writeReport } from '../../report/index.js';
import { DEFAULT_NAME, projectFolder, projectNotebooks, setUp } from '../../setup/index.js';
import type { Command } from '../command.js';
import { relay } from '../relay.js';
import { reportLine } from '../report-line.js';

export const start: Command = {
  name: 'start',
  summary: 'Set the project up, run the tutorial notebook and write its report.',
  usage: 'start',
  options: {},
  async run() {
    const output = path.join(projectFolder, 'reports', 'tutorial.ipynb');
    const html = path.join(projectFolder, 'reports', 'tutorial.html');

    const { python } = await phase('Set-up', () => setUp());
    const notebook = path.join(await projectNotebooks(), 'tutorial.ipynb');
    await phase('Notebook', async () => {
      console.log('Running notebooks/tutorial.ipynb ...');
      const { onEvent, end } = relay();
      await executeNotebook({ notebook, output, python, kernel: DEFAULT_NAME, onEvent });
      end();
    });
    const report = await phase('Report', () => writeReport({ notebook: output, html, python }));
    console.log(reportLine(report));
    return 0;
  },
};

async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const result = await work();
  console.log(`[${name}: ${((performance.now() - begin) / 1000).toFixed(1)} s]`);
  return result;
}
