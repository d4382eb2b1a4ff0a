/**
 * A set-up in a process of its own, that a test can kill or give another environment:
 *
 *     node set-up-child.js all FOLDER LOCK     the whole set-up, into FOLDER
 *     node set-up-child.js plugin PLUGIN_JSON [WHEELS]  that plugin, from a folder of wheels where one is given
 *
 * It prints what it does; what it failed of goes where the command line says it.
 */
import { explain } from '../../src/cli/explain.js';
import { findPython, setUp } from '../../src/setup/index.js';
import { installWheels, type Plugin } from '../../src/xla/plugins/index.js';

const [what, first = '', second] = process.argv.slice(2);
try {
  if (what === 'all') {
    await setUp({ folder: first, lock: second });
  } else {
    const { command: python } = await findPython();
    const plugin: Plugin = JSON.parse(first);
    const report = plugin.wheels.length > 1 ? console.log : undefined;
    console.log(await installWheels(plugin, { python, from: second || undefined, report }));
  }
} catch (error) {
  process.exitCode = explain(error);
}
