/** `%npm install x`: npm in the notebook's folder, from where imports then find what it installed. */
import { runChild } from './child.js';
import { MagicError, type TextMagic } from './magic.js';

export const npm: TextMagic = {
  name: 'npm',
  takes: 'text',
  form: 'line',
  usage: '%npm install PACKAGE ...',
  summary: "run npm in the notebook's folder",
  async run({ args }, context) {
    if (args === '') throw new MagicError('npm', `%npm needs a command: ${npm.usage}`);
    // Without --prefix npm looks for a package.json further up, and installs there.
    // The level is said because a Jupyter that npm started hands its own down.
    const script = `exec npm --loglevel=notice --prefix "$0" --no-fund --no-audit --no-update-notifier ${args}`;
    const program = { command: 'sh', args: ['-c', script, context.folder] };
    const status = await runChild(program, context);
    if (status === 0) return;
    throw new MagicError('npm', `npm ${args} ended with status ${status}; what it said is above.`);
  },
};
