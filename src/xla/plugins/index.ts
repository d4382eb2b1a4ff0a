/** The XLA plugins: which there are, where they lie, how they get there. */
export {
  isPluginPlatform,
  type Plugin,
  type PluginPlatform,
  plannedPlatforms,
  plugins,
} from './catalogue.js';
export { PluginInstallError } from './errors.js';
export { type InstallOptions, installPlugin } from './install.js';
export { cacheFolder, installedPlugin, pluginFolder } from './location.js';
