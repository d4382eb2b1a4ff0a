/** The real Optuna, in an environment of the tests' own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installPythonPeer } from '../../python-peer.js';

const execute = promisify(execFile);

/** @returns the Python that has it */
export function installOptuna(): Promise<string> {
  return installPythonPeer('test/tune/peers/optuna/requirements.lock');
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
