/** Finds the Jupyter that is already on this machine. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runPython } from '../python/index.js';
import { SetupError } from './errors.js';
import { packageRoot } from './package-root.js';
import { venvAt } from './venv.js';

export interface Jupyter {
  python: string;
  /** The Python's `sys.prefix`. */
  prefix: string;
}

/** Looks for the packages without importing them, which would take a second. */
const PROBE = `
import sys
from importlib.util import find_spec
if not (find_spec("nbclient") and find_spec("nbconvert")):
    sys.exit("no nbclient or nbconvert")
print(sys.prefix)
`;

/**
 * The first Python with nbclient and nbconvert: that of an active virtual environment, of a `.venv`
 * here or in Gradbook's own folder, that of the `jupyter` on the PATH, or the one on the PATH.
 */
export async function findJupyter(): Promise<Jupyter | undefined> {
  const environments = [
    process.env.VIRTUAL_ENV,
    path.resolve('.venv'),
    path.join(packageRoot, '.venv'),
  ];
  const candidates = [
    ...environments.flatMap((folder) => (folder ? venvAt(folder).python : [])),
    ...pythonOfCommand('jupyter'),
    'python3',
    'python',
  ];
  for (const python of candidates) {
    try {
      const printed = await runPython(python, ['-c', PROBE]);
      return { python, prefix: printed.trim() };
    } catch {
      // Not this one; that there is none is the caller's to tell.
    }
  }
  return undefined;
}

/** As {@link findJupyter}. @throws SetupError where there is none */
export async function neededJupyter(): Promise<Jupyter> {
  const jupyter = await findJupyter();
  if (jupyter !== undefined) return jupyter;
  throw new SetupError('Jupyter', `No Python with Jupyter was found. ${HOW_TO_GET_JUPYTER}`);
}

/** A program that pip installed names its Python in its first line. */
function pythonOfCommand(name: string): string[] {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder === '' || !existsSync(file)) continue;
    const [line] = readFileSync(file, 'utf8').split('\n', 1);
    return /^#!(\/\S*python\S*)$/.exec(line)?.slice(1) ?? [];
  }
  return [];
}

export const HOW_TO_GET_JUPYTER =
  'Install it: python3 -m venv .venv && .venv/bin/pip install jupyterlab nbclient nbconvert';
