/**
 * Jupyter's other clients for tests: a virtual environment with what the project's set-up installs, and
 * the packages of requirements.lock beside it, which are installed once for all tests.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot, setUp } from '../../src/setup/index.js';

const execute = promisify(execFile);

export interface ClientEnvironment {
  readonly python: string;
  /** Its own packages: nothing but what a test installs. */
  readonly sitePackages: string;
  /** What Jupyter programs must be told to find the extensions. */
  readonly env: NodeJS.ProcessEnv;
}

/** Makes an environment in a folder that is not there yet. */
export async function makeClientEnvironment(folder: string): Promise<ClientEnvironment> {
  const { python } = await setUp({ report: () => {} });
  const clients = await installedClients(python);
  await execute(python, ['-m', 'venv', '--without-pip', folder]);
  const [version = ''] = readdirSync(path.join(folder, 'lib'));
  const sitePackages = path.join(folder, 'lib', version, 'site-packages');
  const printFolder = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const { stdout } = await execute(python, ['-c', printFolder]);
  writeFileSync(path.join(sitePackages, 'clients.pth'), `${stdout.trim()}\n${clients}\n`);
  return {
    python: path.join(folder, 'bin', 'python'),
    sitePackages,
    env: {
      JUPYTER_PATH: path.join(clients, 'share', 'jupyter'),
      JUPYTER_CONFIG_PATH: path.join(clients, 'etc', 'jupyter'),
    },
  };
}

/** The folder of the clients' packages; it gets its name when it is whole. */
async function installedClients(python: string): Promise<string> {
  const lock = path.join(packageRoot, 'test', 'clients', 'requirements.lock');
  const hash = createHash('sha256').update(python).update(readFileSync(lock)).digest('hex');
  const cache = path.join(packageRoot, 'node_modules', '.cache');
  const folder = path.join(cache, `jupyter-clients-${hash.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  try {
    await execute(python, [...pip, '--require-hashes', '--target', partial, '-r', lock]);
    renameSync(partial, folder);
  } catch (error) {
    // Another test may have been faster; its folder is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}
