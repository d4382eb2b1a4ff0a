/** `gradbook uninstall`: takes the kernel away from Jupyter again. */
import {
  DEFAULT_NAME,
  kernelspecFolder,
  registeredIn,
  removeKernelspec,
  removeTranslator,
} from '../../setup/index.js';
import type { Command } from '../command.js';
import { chosenDataFolder, chosenPython, PLACE_USAGE, placeOptions } from '../data-folder.js';

export const uninstall: Command = {
  name: 'uninstall',
  summary: 'Take the kernel away from Jupyter again.',
  usage: `uninstall ${PLACE_USAGE}`,
  options: placeOptions,
  async run(args) {
    const dataFolder = await chosenDataFolder(args);
    const name = args.text('name') ?? DEFAULT_NAME;
    const folder = kernelspecFolder(dataFolder, name);
    if (await removeKernelspec(dataFolder, name)) {
      console.log(`The kernel is no longer registered in ${folder}.`);
      const python = await chosenPython(args);
      if (python !== undefined && registeredIn(dataFolder).length === 0) {
        await removeTranslator(python);
      }
      return 0;
    }
    console.error(
      `gradbook: there is no kernel in ${folder}; \`jupyter kernelspec list\` shows where it is.`,
    );
    return 1;
  },
};
