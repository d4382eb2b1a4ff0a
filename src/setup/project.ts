/**
 * Where a person works: in the clone, or where Gradbook is a package, in the folder in which its command is called. What
 * is made there is the person's; what lies in the package goes with its next version.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from './errors.js';
import { asset, packageRoot } from './package-root.js';

const isPackage = path.basename(path.dirname(packageRoot)) === 'node_modules';

export const projectFolder = isPackage ? process.cwd() : packageRoot;

/**
 * The folder of the project's notebooks. A package's are copied there first, save those that are there already.
 * @throws SetupError where they can't be
 */
export async function projectNotebooks(): Promise<string> {
  const folder = path.join(projectFolder, 'notebooks');
  const shipped = asset('notebooks');
  if (folder === shipped) return folder;
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(shipped)) {
      const copy = path.join(folder, name);
      if (!name.endsWith('.ipynb') || existsSync(copy)) continue;
      await copyFile(path.join(shipped, name), copy);
    }
    return folder;
  } catch (error) {
    throw SetupError.from(error, 'notebooks', `The notebooks could not be copied to ${folder}`);
  }
}
