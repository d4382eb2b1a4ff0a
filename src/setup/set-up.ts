/**
 * Sets the project up: Jupyter, the XLA plugin, the kernelspec. Each step looks at what is really
 * there, so a second run repeats nothing, and one that was cut off goes on where it was.
 */
import path from 'node:path';
import { installedPlugin, installPlugin, plugins } from '../xla/plugins/index.js';
import { SetupError } from './errors.js';
import { dataFolderOfPrefix, installKernelspec, isInstalled } from './kernelspec.js';
import { packageRoot } from './package-root.js';
import { isWhole, makeVenv, type Venv, venvAt } from './venv.js';

/** What a step did, for the progress line. */
export type Report = (line: string) => void;

/**
 * @returns the project's Python environment.
 * @throws SetupError naming the step, where it failed and what to do.
 */
export async function setUp(report: Report = console.log): Promise<Venv> {
  const venv = venvAt(path.join(packageRoot, '.venv'));
  if (!isWhole(venv)) {
    await timed(report, 'Installing JupyterLab into .venv', () => makeVenv(venv.folder));
  }
  if (installedPlugin('cpu') === undefined) {
    const { package: name, version, megabytes } = plugins.cpu;
    await timed(
      report,
      `Fetching the XLA plugin ${name} ${version} (${megabytes} MB)`,
      async () => {
        await installPlugin('cpu', { python: venv.python }).catch((error: Error) => {
          throw new SetupError('plugin', error.message);
        });
      },
    );
  }
  const data = dataFolderOfPrefix(venv.folder);
  if (!(await isInstalled(data))) {
    await timed(report, 'Registering the kernel', () => installKernelspec(data));
  }
  return venv;
}

async function timed<T>(report: Report, what: string, step: () => Promise<T>): Promise<T> {
  report(`${what} ...`);
  const start = performance.now();
  const result = await step();
  report(`${what}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
