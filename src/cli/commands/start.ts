/** `npm start`: sets the project up and runs the tutorial to a report. */
import path from 'node:path';
import { executeNotebook } from '../../notebook/index.js';
import { writeReport } from '../../report/index.js';
import { DEFAULT_NAME, packageRoot, setUp } from '../../setup/index.js';
import type { Command } from '../command.js';
import { relay } from '../relay.js';

export const start: Command = {
  name: 'start',
  summary: 'Set the project up, run the tutorial notebook and write its report.',
  usage: 'start',
  options: {},
  async run() {
    const begin = performance.now();
    const seconds = () => ((performance.now() - begin) / 1000).toFixed(1);
    const { python } = await setUp();
    console.log(`[${seconds()} s] Set-up is complete. Running notebooks/tutorial.ipynb ...`);

    const notebook = path.join(packageRoot, 'notebooks', 'tutorial.ipynb');
    const output = path.join(packageRoot, 'reports', 'tutorial.ipynb');
    await executeNotebook({ notebook, output, python, kernel: DEFAULT_NAME, onEvent: relay() });
    console.log(`[${seconds()} s] The notebook ran. Writing the report ...`);

    const html = path.join(packageRoot, 'reports', 'tutorial.html');
    const { bytes, figures } = await writeReport({ notebook: output, html, python });
    const size = `${(bytes / 1e6).toFixed(1)} MB, ${figures} figures`;
    console.log(`[${seconds()} s] Report: ${html} (${size})`);
    return 0;
  },
};
