/**
 * Registers the kernel with Jupyter: a folder `kernels/<name>` with kernel.json and logos, in one of
 * Jupyter's data folders. The kernel itself says what belongs into it.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SetupError } from './errors.js';
import { asset } from './package-root.js';

export interface KernelspecOptions {
  /** Letters, digits, '.', '_' and '-', as Jupyter has it. */
  name?: string;
  displayName?: string;
}

export const DEFAULT_NAME = 'gradbook';

/** Jupyter's data folder of an installation prefix, such as a virtual environment. */
export function dataFolderOfPrefix(prefix: string): string {
  return path.join(prefix, 'share', 'jupyter');
}

/** Jupyter's per-user data folder, as `jupyter_core.paths.jupyter_data_dir` finds it. */
export function userDataFolder(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Jupyter');
  if (process.platform === 'win32' && process.env.APPDATA) {
    return path.join(process.env.APPDATA, 'jupyter');
  }
  const base = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  return path.join(base, 'jupyter');
}

export function kernelspecFolder(dataFolder: string, name: string): string {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new SetupError(
      'kernelspec',
      `'${name}' can't be a kernel's name: only letters, digits, '.', '_' and '-' may be in it.`,
    );
  }
  return path.join(dataFolder, 'kernels', name.toLowerCase());
}

/** What the kernel says of itself: the contents of kernel.json, and the logos that go beside it. */
interface Printed {
  spec: object;
  logos: string[];
}

function printed(): Printed {
  const main = asset('dist/kernel/main.js');
  const parsed: unknown = JSON.parse(
    execFileSync(process.execPath, [main, '--print-kernelspec'], { encoding: 'utf8' }),
  );
  if (!isPrinted(parsed)) {
    throw new SetupError('kernelspec', `${main} printed no kernelspec; install Gradbook again.`);
  }
  return parsed;
}

function isPrinted(value: unknown): value is Printed {
  if (typeof value !== 'object' || value === null) return false;
  if (!('spec' in value && 'logos' in value)) return false;
  const { spec, logos } = value;
  return typeof spec === 'object' && spec !== null && Array.isArray(logos);
}

function kernelJson({ spec }: Printed, displayName: string | undefined): string {
  const named = displayName === undefined ? spec : { ...spec, display_name: displayName };
  return `${JSON.stringify(named, null, 2)}\n`;
}

/** Whether Jupyter would start this installation's kernel by that name. */
export async function isInstalled(dataFolder: string, options: KernelspecOptions = {}) {
  const file = path.join(kernelspecFolder(dataFolder, options.name ?? DEFAULT_NAME), 'kernel.json');
  try {
    return (await readFile(file, 'utf8')) === kernelJson(printed(), options.displayName);
  } catch {
    return false;
  }
}

/**
 * Writes the kernelspec, whole or not at all.
 * @returns its folder.
 * @throws SetupError when the name can't be used or the folder can't be written.
 */
export async function installKernelspec(
  dataFolder: string,
  options: KernelspecOptions = {},
): Promise<string> {
  const target = kernelspecFolder(dataFolder, options.name ?? DEFAULT_NAME);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    const work = await mkdtemp(path.join(path.dirname(target), '.gradbook-'));
    const kernel = printed();
    for (const logo of kernel.logos) await copyFile(logo, path.join(work, path.basename(logo)));
    await writeFile(path.join(work, 'kernel.json'), kernelJson(kernel, options.displayName));
    await rm(target, { recursive: true, force: true });
    await rename(work, target);
    return target;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SetupError('kernelspec', `The kernel could not be registered in ${target}: ${why}`);
  }
}

/** @returns whether there was one to remove. */
export async function removeKernelspec(dataFolder: string, name = DEFAULT_NAME): Promise<boolean> {
  const target = kernelspecFolder(dataFolder, name);
  try {
    await rm(target, { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
