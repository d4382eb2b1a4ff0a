/** `gradbook install`: makes the kernel known to Jupyter. */
import { installKernelspec, packageRoot } from '../../setup/index.js';
import type { Command } from '../command.js';
import { chosenDataFolder, PLACE_USAGE, placeOptions } from '../data-folder.js';

export const install: Command = {
  name: 'install',
  summary: 'Make the kernel known to Jupyter.',
  usage: `install ${PLACE_USAGE} [--display-name D]`,
  options: {
    ...placeOptions,
    'display-name': { type: 'string', value: 'D', summary: 'what Jupyter shows to people' },
  },
  async run(args) {
    const folder = await installKernelspec(await chosenDataFolder(args), {
      name: args.text('name'),
      displayName: args.text('display-name'),
    });
    console.log(`The kernel is registered in ${folder}.`);
    if (packageRoot.includes('/_npx/')) {
      console.log(
        "It runs from npx's cache, which npm may clear: better `npm install gradbook` first.",
      );
    }
    return 0;
  },
};
