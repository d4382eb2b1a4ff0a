/**
 * Jupyter programs with our kernel, in a folder of their own: a person's settings, workspaces and
 * other kernels neither change a test nor are changed by it.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kernelspec } from '../../kernel/kernelspec.js';

/** The environment for Jupyter programs; their files go below `folder`. */
async function jupyterEnvironment(
  folder: string,
  { JUPYTER_PATH: more = '', ...others }: NodeJS.ProcessEnv = {},
): Promise<NodeJS.ProcessEnv> {
  const kernel = path.join(folder, 'jupyter', 'kernels', 'gradbook');
  await mkdir(kernel, { recursive: true });
  await writeFile(path.join(kernel, 'kernel.json'), JSON.stringify(kernelspec().spec));
  return {
    ...process.env,
    ...others,
    JUPYTER_PATH: [path.join(folder, 'jupyter'), more].filter(Boolean).join(path.delimiter),
    // Not into the history of whoever runs the tests.
    GRADBOOK_HISTORY: path.join(folder, 'history.sqlite'),
    JUPYTER_DATA_DIR: path.join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
    JUPYTER_CONFIG_DIR: path.join(folder, 'config'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(folder, 'workspaces'),
    JUPYTERLAB_SETTINGS_DIR: path.join(folder, 'settings'),
  };
}

/** Executes a notebook in place through nbclient and our kernel. */
export async function execute(python: string, file: string, folder: string): Promise<void> {
  const run = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--inplace', file];
  await promisify(execFile)(python, run, { env: await jupyterEnvironment(folder) });
}

export interface Lab {
  /** The address of a notebook below the root, with the token. */
  url(notebook: string): string;
  stop(): Promise<void>;
}

export interface LabOptions {
  readonly theme?: 'Light' | 'Dark';
  /** The Python module that is started: JupyterLab, or Notebook 7. */
  readonly program?: 'jupyterlab' | 'notebook';
  /** One document, without what is around it in JupyterLab. */
  readonly single?: boolean;
  /** Where more of Jupyter's files are: extensions that are not in the Python's own environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts JupyterLab on a free port; `root` is what it shows. */
export async function startLab(
  python: string,
  root: string,
  folder: string,
  { theme = 'Light', program = 'jupyterlab', single = false, env: more = {} }: LabOptions = {},
): Promise<Lab> {
  const token = randomUUID();
  const options = [
    ...['--no-browser', '--allow-root', '--ServerApp.port=0', '--ServerApp.ip=127.0.0.1'],
    ...[`--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${root}`],
  ];
  const env = await jupyterEnvironment(folder, more);
  await setting(folder, 'apputils-extension', 'notification', {
    fetchNews: 'false',
    checkForUpdates: false,
  });
  await setting(folder, 'apputils-extension', 'themes', { theme: `JupyterLab ${theme}` });
  const child = spawn(python, ['-m', program, ...options], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (text: Buffer) => {
    log = (log + text.toString()).slice(-4000);
  });
  const address = await serverAddress(child, path.join(folder, 'runtime'), () => log);
  return {
    url: (notebook) =>
      program === 'notebook'
        ? `${address}notebooks/${notebook}?token=${token}`
        : `${address}${single ? 'doc' : 'lab'}/tree/${notebook}?token=${token}&reset`,
    stop: () => stop(child),
  };
}

/** Sets what a person would in JupyterLab's settings; `folder` is that of `startLab`. */
export async function setting(
  folder: string,
  extension: string,
  name: string,
  value: object,
): Promise<void> {
  const place = path.join(folder, 'settings', '@jupyterlab', extension);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, `${name}.jupyterlab-settings`), JSON.stringify(value));
}

/** The server writes its address into a file once it listens. */
async function serverAddress(
  child: ChildProcess,
  runtime: string,
  log: () => string,
): Promise<string> {
  while (child.exitCode === null) {
    const names = await readdir(runtime).catch(() => []);
    const name = names.find((file) => /^jpserver-\d+\.json$/.test(file));
    const text = name ? await readFile(path.join(runtime, name), 'utf8') : '';
    const url = /"url": "([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return url;
    await sleep(100);
  }
  throw new Error(`JupyterLab did not start:\n${log()}`);
}

/** JupyterLab ends its kernels when it is asked to end. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
