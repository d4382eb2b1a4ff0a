/**
 * The real PyTorch, where there is one: 2.5 GB are too much to install for a test. It is that of `npm run bench`, once
 * that has installed it, or of the Python that GRADBOOK_TORCH_PYTHON names.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installedPythonPeer } from '../../bench/install.js';

const execute = promisify(execFile);
const folder = fileURLToPath(new URL('../../../test/parity/', import.meta.url));

export const torchPython = process.env.GRADBOOK_TORCH_PYTHON ?? installedPythonPeer('torch');

/** Runs a script of this folder; gives what it printed as JSON. */
export async function runScript(script: string, ...args: string[]): Promise<unknown> {
  return printed([path.join(folder, script), ...args]);
}

/** Runs a program with `torch` imported; gives what it printed as JSON. */
export async function runTorch(program: string, ...args: string[]): Promise<unknown> {
  return printed(['-c', `import json, sys, torch\n${program}`, ...args]);
}

async function printed(args: readonly string[]): Promise<unknown> {
  if (torchPython === undefined) throw new Error('There is no PyTorch.');
  const { stdout } = await execute(torchPython, args, { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}
