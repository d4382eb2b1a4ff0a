/** `gradbook install`: makes the kernel known to Jupyter. */
import { PythonError } from '../../python/index.js';
import { installKernelspec, installTranslator, packageRoot } from '../../setup/index.js';
import type { Command } from '../command.js';
import { chosenDataFolder, chosenPython, PLACE_USAGE, placeOptions } from '../data-folder.js';

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
    const python = await chosenPython(args);
    if (python !== undefined) console.log(await taughtPapermill(python));
    if (packageRoot.includes('/_npx/')) {
      console.log(
        "It runs from npx's cache, which npm may clear: better `npm install gradbook` first.",
      );
    }
    return 0;
  },
};

/** The kernel works without it, so that what fails here is only said. */
async function taughtPapermill(python: string): Promise<string> {
  try {
    const folder = await installTranslator(python);
    if (folder === undefined)
      return `papermill of ${python} writes no TypeScript: its folders are not writable.`;
    return `papermill can write TypeScript parameters, by ${folder}.`;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return `papermill of ${python} writes no TypeScript: ${error.message}`;
  }
}
