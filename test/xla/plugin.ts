import { installedPlugin } from '../../src/xla/plugins/index.js';

/** The XLA plugin that these tests run on: the one place that knows where it is. */
export function pluginPath(): string {
  const plugin = installedPlugin('cpu');
  if (plugin === undefined) {
    throw new Error('These tests need the XLA plugin: npx gradbook engine install cpu');
  }
  return plugin;
}
