/**
 * Sets the project up: Jupyter, the XLA plugin, the kernelspec. Each step looks at what is really
 * there, so a second run repeats nothing, and one that was cut off goes on where it was.
 */
import path from 'node:path';
import {
  downloadSize,
  installedPlugin,
  installPlugin,
  plugins,
  titleOf,
} from '../xla/plugins/index.js';
import { dataFolderOfPrefix } from './jupyter-data.js';
import { installKernelspec, isInstalled } from './kernelspec.js';
import { projectFolder } from './project.js';
import { isWhole, makeVenv, type Venv, venvAt } from './venv.js';

/** What a step did, for the progress line. */
export type Report = (line: string) => void;

export interface SetUpOptions {
  report?: Report;
  /** Where the Python environment goes; `.venv` in the project by default. */
  folder?: string;
  /** What is installed into it: a pip requirements file with hashes; ours by default. */
  lock?: string;
}

/**
 * @returns the project's Python environment.
 * @throws SetupError or PluginInstallError, naming the step, where it failed and what to do.
 */
export async function setUp(options: SetUpOptions = {}): Promise<Venv> {
  const { report = console.log, folder = path.join(projectFolder, '.venv'), lock } = options;
  const onWait = () => report('Another set-up is at work here; waiting for it ...');
  const venv = venvAt(folder);
  if (!(await isWhole(venv, { lock }))) {
    await timed(report, `Installing JupyterLab into ${path.basename(folder)}`, () =>
      makeVenv(folder, { lock, onWait }),
    );
  }
  if (installedPlugin('cpu') === undefined) {
    const what = `${titleOf(plugins.cpu)} (${downloadSize(plugins.cpu)})`;
    await timed(report, `Fetching the XLA plugin ${what}`, () =>
      installPlugin('cpu', { python: venv.python, onWait }),
    );
  }
  const data = dataFolderOfPrefix(folder);
  if (!isInstalled(data)) {
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
