/** The real Optuna, in an environment of the tests' own. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { setUp } from '../../../src/setup/index.js';
import { root } from '../../cli/gradbook.js';
import { newFolder } from '../../new-folder.js';

const execute = promisify(execFile);

/** @returns the Python that has it */
export async function installOptuna(): Promise<string> {
  const { python } = await setUp({ report: () => {} });
  const environment = path.join(await newFolder(), 'environment');
  await execute(python, ['-m', 'venv', environment]);
  const own = path.join(environment, 'bin', 'python');
  const lock = path.join(root, 'test', 'tune', 'peers', 'optuna', 'requirements.lock');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  await execute(own, [...pip, '--only-binary', ':all:', '--require-hashes', '-r', lock]);
  return own;
}

/** Runs a program with `optuna` imported and `storage` given; gives what it printed as JSON. */
export async function runOptuna(
  python: string,
  storage: string,
  program: string,
): Promise<unknown> {
  const start = `
import json, sys, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = sys.argv[1]
`;
  const { stdout } = await execute(python, ['-c', start + program, storage]);
  return JSON.parse(stdout);
}
