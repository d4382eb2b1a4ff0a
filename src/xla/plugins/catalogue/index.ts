/**
 * The XLA plugins that Gradbook knows: the wheels that bring each, pinned by version and sha256, and what machine they
 * need. A plugin is a file here and a line in this table; `device()` and `gradbook doctor` take the first that fits.
 */
import { cpu } from './cpu.js';
import { cuda12 } from './cuda12.js';
import { cuda13 } from './cuda13.js';
import { metal } from './metal.js';
import { oneapi } from './oneapi.js';
import type { Plugin } from './plugin.js';
import { rocm } from './rocm.js';

export {
  amountOf,
  clientOptionsOf,
  downloadSize,
  type Hardware,
  type Plugin,
  titleOf,
  type Wheel,
  xlaFlagsOf,
} from './plugin.js';

export const plugins = { cuda13, cuda12, rocm, oneapi, metal, cpu } as const satisfies Record<
  string,
  Plugin
>;
export type PluginPlatform = keyof typeof plugins;

export const pluginPlatforms: readonly PluginPlatform[] = Object.values(plugins).map(
  ({ platform }) => platform,
);

export function isPluginPlatform(name: string): name is PluginPlatform {
  return Object.hasOwn(plugins, name);
}
