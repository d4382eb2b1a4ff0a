/** `gradbook engine`: which XLA plugins there are, and installing or removing one. */
import { statSync } from 'node:fs';
import { findPython } from '../../setup/index.js';
import {
  downloadSize,
  fitOf,
  installedPlugin,
  installPlugin,
  isPluginPlatform,
  type PluginPlatform,
  pluginPlatforms,
  plugins,
  removePlugin,
  titleOf,
} from '../../xla/plugins/index.js';
import { type Command, UsageError } from '../command.js';

export const engine: Command = {
  name: 'engine',
  summary: 'List the XLA plugins, install or remove one.',
  usage: 'engine list | engine install PLATFORM [--from FOLDER] | engine remove PLATFORM',
  options: {
    from: {
      type: 'string',
      value: 'FOLDER',
      summary: 'take the wheels that lie there before asking the index',
    },
  },
  positionals: [1, 2],
  async run({ positionals: [action, platform], text }) {
    if (action === 'list' && platform === undefined) return list();
    if (action === 'install' && platform !== undefined)
      return install(known(platform), text('from'));
    if (action === 'remove' && platform !== undefined) return remove(known(platform));
    throw new UsageError(`usage: gradbook ${engine.usage}`);
  },
};

function known(platform: string): PluginPlatform {
  if (isPluginPlatform(platform)) return platform;
  throw new UsageError(
    `there is no plugin for '${platform}'; there is one for ${pluginPlatforms.join(', ')}.`,
  );
}

function list(): number {
  for (const platform of pluginPlatforms) {
    const fit = fitOf(platform);
    const what = `${titleOf(plugins[platform])} (${downloadSize(plugins[platform])})`;
    console.log(
      `${platform.padEnd(7)} ${what.padEnd(35)}  ${fit.fits ? fit.found : `does not fit: ${fit.why}`}`,
    );
    const file = installedPlugin(platform);
    if (file !== undefined) console.log(`        installed: ${file}`);
    else if (fit.fits)
      console.log(`        not installed; run: npx gradbook engine install ${platform}`);
  }
  return 0;
}

async function install(platform: PluginPlatform, from: string | undefined): Promise<number> {
  if (from !== undefined && !statSync(from, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--from takes a folder of wheels, and ${from} is none.`);
  }
  const plugin = plugins[platform];
  const fit = fitOf(platform);
  if (installedPlugin(platform) === undefined) {
    console.log(`Installing ${titleOf(plugin)} (${downloadSize(plugin)}) ...`);
    if (!fit.fits) console.log(`Note: it can't be used here yet: ${fit.why}.`);
  }
  const { command: python } = await findPython();
  const report = plugin.wheels.length > 1 ? console.log : undefined;
  console.log(`Installed: ${await installPlugin(platform, { python, from, report })}`);
  return 0;
}

async function remove(platform: PluginPlatform): Promise<number> {
  const { command: python } = await findPython();
  const had = await removePlugin(platform, python);
  console.log(had ? `Removed ${titleOf(plugins[platform])}.` : `${platform} is not installed.`);
  return 0;
}
