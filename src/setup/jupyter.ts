/** Finds the Jupyter that is already on this machine. */
import path from 'node:path';
import { runPython } from '../python/index.js';
import { packageRoot } from './package-root.js';
import { venvAt } from './venv.js';

export interface Jupyter {
  python: string;
  /** The Python's `sys.prefix`. */
  prefix: string;
}

const PROBE = 'import nbclient, nbconvert, sys; print(sys.prefix)';

/**
 * The first Python with nbclient and nbconvert: that of an active virtual environment, of a `.venv`
 * here or in Gradbook's own folder, or the one on the PATH.
 */
export async function findJupyter(): Promise<Jupyter | undefined> {
  const environments = [
    process.env.VIRTUAL_ENV,
    path.resolve('.venv'),
    path.join(packageRoot, '.venv'),
  ];
  const candidates = [
    ...environments.filter((folder) => folder !== undefined).map((folder) => venvAt(folder).python),
    'python3',
    'python',
  ];
  for (const python of candidates) {
    try {
      const printed = await runPython(python, ['-c', PROBE]);
      return { python, prefix: printed.trim().split('\n').at(-1) ?? '' };
    } catch {
      // Not this one; that there is none is the caller's to tell.
    }
  }
  return undefined;
}

export const HOW_TO_GET_JUPYTER =
  'Install it: python3 -m venv .venv && .venv/bin/pip install jupyterlab nbclient nbconvert';
