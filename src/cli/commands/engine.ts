/** `gradbook engine`: which XLA plugins there are, and installing one. */
import { findPython } from '../../setup/index.js';
import {
  installedPlugin,
  installPlugin,
  isPluginPlatform,
  plannedPlatforms,
  plugins,
} from '../../xla/plugins/index.js';
import { type Command, UsageError } from '../command.js';

export const engine: Command = {
  name: 'engine',
  summary: 'List the XLA plugins, or install one.',
  usage: 'engine list | engine install cpu',
  options: {},
  positionals: [1, 2],
  async run({ positionals: [action, platform] }) {
    if (action === 'list' && platform === undefined) return list();
    if (action === 'install' && platform !== undefined) return installOne(platform);
    throw new UsageError(`usage: gradbook ${engine.usage}`);
  },
};

function list(): number {
  for (const platform of Object.keys(plugins).filter(isPluginPlatform)) {
    const { package: name, version } = plugins[platform];
    const where =
      installedPlugin(platform) ?? `not installed; run: npx gradbook engine install ${platform}`;
    console.log(`${platform.padEnd(7)} ${name} ${version}  ${where}`);
  }
  for (const platform of plannedPlatforms) console.log(`${platform.padEnd(7)} not yet`);
  return 0;
}

async function installOne(platform: string): Promise<number> {
  if (!isPluginPlatform(platform)) {
    const known = Object.keys(plugins).join(', ');
    throw new UsageError(`there is no plugin for '${platform}' yet; there is one for ${known}.`);
  }
  const { package: name, version, megabytes } = plugins[platform];
  if (installedPlugin(platform) === undefined)
    console.log(`Fetching ${name} ${version} (${megabytes} MB) ...`);
  const { command } = await findPython();
  console.log(`Installed: ${await installPlugin(platform, { python: command })}`);
  return 0;
}
