/** The XLA plugin that these tests run on: the one place that knows where it is. */
export function pluginPath(): string {
  const plugin = process.env.GRADBOOK_PJRT_PLUGIN;
  if (!plugin) {
    throw new Error('These tests need the XLA plugin: npx gradbook engine install cpu');
  }
  return plugin;
}
