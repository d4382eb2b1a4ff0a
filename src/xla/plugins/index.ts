/** The XLA plugins: which there are, which fit this machine, where they lie, how they get there. */
export {
  amountOf,
  clientOptionsOf,
  downloadSize,
  type Hardware,
  isPluginPlatform,
  type Plugin,
  type PluginPlatform,
  pluginPlatforms,
  plugins,
  titleOf,
  xlaFlagsOf,
} from './catalogue/index.js';
export { type Choice, choosePlugin, isXlaDevice, platformsOf, type XlaDevice } from './choose.js';
export { PluginInstallError } from './errors.js';
export { type Fit, fitOf, type Machine } from './hardware.js';
export { type InstallOptions, installPlugin, installWheels, removePlugin } from './install.js';
export { installedPlugin, pluginFolder, preloadsOf } from './location.js';
