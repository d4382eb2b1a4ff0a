/** `npm run lab`: JupyterLab on the notebooks, with our kernel as the default. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { DEFAULT_NAME, projectNotebooks, setUp } from '../../setup/index.js';
import type { Command } from '../command.js';

/** Quiet settings: a new JupyterLab asks about news, which needs a connection. */
const SETTINGS = [
  `--MultiKernelManager.default_kernel_name=${DEFAULT_NAME}`,
  '--LabApp.news_url=None',
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
  '--LabApp.extension_manager=readonly',
];

export const lab: Command = {
  name: 'lab',
  summary: 'Set the project up and open JupyterLab on its notebooks.',
  usage: 'lab [--no-browser] [--port PORT]',
  options: {
    'no-browser': { type: 'boolean', summary: 'only start the server' },
    port: { type: 'string', value: 'PORT', summary: 'where it listens (default: 8888)' },
  },
  async run(args) {
    const venv = await setUp();
    const more = args.flag('no-browser') ? ['--no-browser'] : [];
    const port = args.text('port');
    if (port !== undefined) more.push(`--port=${port}`);
    if (process.getuid?.() === 0) more.push('--allow-root');
    const notebooks = await projectNotebooks();
    const child = spawn(
      path.join(venv.folder, 'bin', 'jupyter-lab'),
      [`--ServerApp.root_dir=${notebooks}`, ...SETTINGS, ...more],
      { stdio: 'inherit' },
    );
    // Ctrl+C reaches JupyterLab by itself; it asks, and then ends.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    return new Promise((resolve) => {
      child.on('close', (status) => resolve(status ?? 0));
    });
  },
};
