/** Jupyter's data folders, where kernels are registered. */
import os from 'node:os';
import path from 'node:path';

/** Jupyter's data folder of an installation prefix, such as a virtual environment. */
export function dataFolderOfPrefix(prefix: string): string {
  return path.join(path.resolve(prefix), 'share', 'jupyter');
}

/** Jupyter's per-user data folder, as `jupyter_core.paths.jupyter_data_dir` finds it. */
export function userDataFolder(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Jupyter');
  const base = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  return path.join(base, 'jupyter');
}

/** Where Jupyter looks for kernels, as `jupyter --paths` tells; `prefix` is its Python's. */
export function searchedDataFolders(prefix: string | undefined): string[] {
  const { JUPYTER_PATH: listed = '' } = process.env;
  return [
    ...listed.split(path.delimiter).filter((folder) => folder !== ''),
    userDataFolder(),
    ...(prefix === undefined ? [] : [dataFolderOfPrefix(prefix)]),
    '/usr/local/share/jupyter',
    '/usr/share/jupyter',
  ];
}
