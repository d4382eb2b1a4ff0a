/** `gradbook doctor`: looks at all that a notebook needs, and says of each that it is ok or what to do. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from '../../data/data-folder.js';
import { messageOf } from '../../error-message.js';
import {
  findJupyter,
  HOW_TO_GET_JUPYTER,
  type Jupyter,
  registeredIn,
  searchedDataFolders,
} from '../../setup/index.js';
import {
  choosePlugin,
  downloadSize,
  installedPlugin,
  pluginPlatforms,
  plugins,
} from '../../xla/plugins/index.js';
import type { Command } from '../command.js';

/** What one check found; `todo` is there where something is missing. */
interface Finding {
  what: string;
  found: string;
  todo?: string;
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check Node, plugins, Jupyter, kernelspec, device and data.',
  usage: 'doctor',
  options: {},
  async run() {
    const jupyter = await findJupyter();
    const findings: Finding[] = [
      { what: 'Node', found: process.versions.node },
      plugin(),
      gpu(),
      jupyter === undefined
        ? { what: 'Jupyter', found: 'not found', todo: HOW_TO_GET_JUPYTER }
        : { what: 'Jupyter', found: jupyter.python },
      kernelspec(jupyter),
      await computes(),
      data(),
    ];
    for (const { what, found, todo } of findings) {
      console.log(`${todo === undefined ? 'ok  ' : 'todo'}  ${what.padEnd(10)}  ${found}`);
      if (todo !== undefined) console.log(`                  ${todo}`);
    }
    return findings.some(({ todo }) => todo !== undefined) ? 1 : 0;
  },
};

function plugin(): Finding {
  const found = installedPlugin('cpu');
  if (found !== undefined && existsSync(found)) return { what: 'plugin', found };
  const todo = 'Run: npx gradbook engine install cpu';
  return { what: 'plugin', found: 'the XLA plugin for the CPU is not installed', todo };
}

/** The plugin for a GPU that this machine has, or why none fits. */
function gpu(): Finding {
  const what = 'GPU';
  const choice = choosePlugin(pluginPlatforms.filter((one) => plugins[one].hardware !== 'cpu'));
  if (choice.kind === 'none') {
    const reasons = choice.reasons.map(({ platform, why }) => `${platform}: ${why}`).join('; ');
    return { what, found: `none that a plugin fits (${reasons})` };
  }
  const { platform, found, library } = choice;
  if (library !== undefined) return { what, found: `${found}, ${library}` };
  const todo = `Run: npx gradbook engine install ${platform} (${downloadSize(plugins[platform])})`;
  return { what, found: `${found}; the plugin ${platform} fits and is not installed`, todo };
}

function kernelspec(jupyter: Jupyter | undefined): Finding {
  const [found] = searchedDataFolders(jupyter?.prefix).flatMap(registeredIn);
  if (found !== undefined) return { what: 'kernelspec', found };
  const todo = 'Run: npx gradbook install --user';
  return { what: 'kernelspec', found: 'Jupyter does not know this kernel', todo };
}

/** Tries the device for real, with a sum. */
async function computes(): Promise<Finding> {
  try {
    const { take } = await import('../../device/index.js');
    const tf = await import('@tensorflow/tfjs-core');
    const found = await take('cpu');
    const [sum] = await tf.sum(tf.tensor1d([1, 2, 3])).data();
    if (sum !== 6) throw new Error(`1 + 2 + 3 gave ${sum}`);
    return { what: 'device', found };
  } catch (error) {
    const found = messageOf(error);
    return { what: 'device', found, todo: "Meanwhile device('cpu-js') works everywhere, slowly." };
  }
}

function data(): Finding {
  const folder = dataFolder();
  const found = existsSync(path.join(folder, 'MNIST'))
    ? folder
    : `${folder}: nothing yet; MNIST is fetched when a notebook asks for it`;
  return { what: 'data', found };
}
