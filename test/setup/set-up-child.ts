/**
 * A set-up in a process of its own, that a test can kill or give another environment:
 *
 *     node set-up-child.js all FOLDER LOCK     the whole set-up, into FOLDER
 *     node set-up-child.js plugin PLUGIN_JSON  that plugin
 *
 * It prints what it does; what it failed of goes where the command line says it.
 */
import { explain } from '../../src/cli/explain.js';
import { findPython, setUp } from '../../src/setup/index.js';
import { installWheel } from '../../src/xla/plugins/install.js';

const [what, first = '', lock] = process.argv.slice(2);
try {
  if (what === 'all') {
    await setUp({ folder: first, lock });
  } else {
    const { command: python } = await findPython();
    console.log(await installWheel(JSON.parse(first), { python }));
  }
} catch (error) {
  process.exitCode = explain(error);
}
