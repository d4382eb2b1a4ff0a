/** Python programs that the library is held against, each in an environment of the tests' own. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { setUp } from '../src/setup/index.js';
import { root } from './cli/gradbook.js';
import { newFolder } from './new-folder.js';

const execute = promisify(execFile);

/**
 * @param lock the list of packages, as `test/tune/peers/optuna/requirements.lock`
 * @returns the Python that has them
 */
export async function installPythonPeer(lock: string): Promise<string> {
  const { python } = await setUp({ report: () => {} });
  const environment = path.join(await newFolder(), 'environment');
  await execute(python, ['-m', 'venv', environment]);
  const own = path.join(environment, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const list = ['--only-binary', ':all:', '--require-hashes', '-r', path.join(root, lock)];
  await execute(own, [...pip, ...list]);
  return own;
}
