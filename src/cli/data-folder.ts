/** Which of Jupyter's data folders `install` and `uninstall` mean. */
import { existsSync } from 'node:fs';
import {
  dataFolderOfPrefix,
  findJupyter,
  neededJupyter,
  userDataFolder,
  venvAt,
} from '../setup/index.js';
import { type Arguments, UsageError } from './command.js';

export const placeOptions = {
  user: { type: 'boolean', summary: "for this user, in Jupyter's own data folder (the default)" },
  'sys-prefix': { type: 'boolean', summary: 'for the Python whose Jupyter is found' },
  prefix: { type: 'string', value: 'DIR', summary: 'in DIR/share/jupyter' },
  name: {
    type: 'string',
    value: 'N',
    summary: "the kernel's name for Jupyter (default: gradbook)",
  },
} as const;

/** The Python whose environment `install` and `uninstall` mean, where there is one. */
export async function chosenPython(args: Arguments): Promise<string | undefined> {
  const prefix = args.text('prefix');
  if (prefix === undefined) return (await findJupyter())?.python;
  const { python } = venvAt(prefix);
  return existsSync(python) ? python : undefined;
}

export const PLACE_USAGE = '[--user | --sys-prefix | --prefix DIR] [--name N]';

/**
 * `--user` is the default, as with Jupyter's own kernels.
 * @throws UsageError when more than one place is named.
 */
export async function chosenDataFolder(args: Arguments): Promise<string> {
  const prefix = args.text('prefix');
  const chosen = [args.flag('user'), args.flag('sys-prefix'), prefix !== undefined];
  if (chosen.filter(Boolean).length > 1) {
    throw new UsageError('give only one of --user, --sys-prefix and --prefix DIR.');
  }
  if (prefix !== undefined) return dataFolderOfPrefix(prefix);
  if (!args.flag('sys-prefix')) return userDataFolder();
  return dataFolderOfPrefix((await neededJupyter()).prefix);
}
