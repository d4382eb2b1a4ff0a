/** `!command`, `%%sh` and `%%bash`: commands of the shell. */
import { runChild } from './child.js';
import { COMMAND } from './find.js';
import { MagicError, type TextMagic } from './magic.js';

/** A command that fails says its status and does not fail the cell: `grep` finds nothing. */
export const command: TextMagic = {
  name: COMMAND,
  takes: 'text',
  form: 'line',
  usage: '!COMMAND',
  summary: 'run a command of the shell',
  async run({ args }, context) {
    const status = await runChild({ command: 'sh', args: ['-c', args] }, context);
    // Of one that was interrupted, the cell has said so, and has ended.
    if (status !== 0 && !context.signal()?.aborted)
      context.complain(`[${args}: exit status ${status}]\n`);
  },
};

export const sh = script('sh');
export const bash = script('bash');

/** A script that fails fails its cell. */
function script(shell: string): TextMagic {
  return {
    name: shell,
    takes: 'text',
    form: 'cell',
    usage: `%%${shell} above a script`,
    summary: `run a script by ${shell}`,
    async run({ args, body = '' }, context) {
      const options = args === '' ? [] : args.split(/\s+/);
      const program = { command: shell, args: [...options, '-c', body] };
      const status = await runChild(program, context);
      if (status === 0) return;
      throw new MagicError(shell, `The script of %%${shell} ended with status ${status}.`);
    },
  };
}
