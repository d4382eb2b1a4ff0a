/**
 * Registers the kernel with Jupyter: a folder `kernels/<name>` with kernel.json and logos, in one of
 * Jupyter's data folders. The kernel itself says what belongs into it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from './errors.js';
import { asset } from './package-root.js';

export interface KernelspecOptions {
  /** Letters, digits, '.', '_' and '-', as Jupyter has it. */
  name?: string;
  displayName?: string;
}

export const DEFAULT_NAME = 'gradbook';

const SPEC_FILE = 'kernel.json';
/** What Jupyter starts; its older name ended in `js`. */
const KERNEL = 'dist/kernel/main.cjs';

/** @throws SetupError when Jupyter would not take the name (as `jupyter_client.kernelspec` has it). */
export function kernelspecFolder(dataFolder: string, name: string): string {
  if (!/^[a-z0-9._-]+$/i.test(name) || /^\.+$/.test(name)) {
    throw new SetupError(
      'kernelspec',
      `'${name}' can't be a kernel's name: only letters, digits, '.', '_' and '-' may be in it.`,
    );
  }
  return path.join(dataFolder, 'kernels', name.toLowerCase());
}

/** Whether Jupyter would start this installation's kernel by that name. */
export function isInstalled(dataFolder: string, options: KernelspecOptions = {}): boolean {
  const folder = kernelspecFolder(dataFolder, options.name ?? DEFAULT_NAME);
  const read = (name: string) => readFileSync(path.join(folder, name));
  try {
    const kernel = printed();
    return (
      read(SPEC_FILE).toString() === kernelJson(kernel, options.displayName) &&
      kernel.logos.every((logo) => read(path.basename(logo)).equals(readFileSync(logo)))
    );
  } catch {
    return false;
  }
}

/** The folders in which this installation's kernel is registered, under whatever name. */
export function registeredIn(dataFolder: string): string[] {
  const kernels = path.join(dataFolder, 'kernels');
  if (!existsSync(kernels)) return [];
  const start = asset(KERNEL).replace(/\w+$/, '');
  const names = (spec: string) => spec.includes(start);
  return readdirSync(kernels)
    .map((name) => path.join(kernels, name))
    .filter((folder) => {
      const file = path.join(folder, SPEC_FILE);
      return existsSync(file) && names(readFileSync(file, 'utf8'));
    });
}

/**
 * Writes the kernelspec, whole or not at all.
 * @returns its folder.
 * @throws SetupError when the name can't be used, another kernel has it, or the folder can't be written.
 */
export async function installKernelspec(
  dataFolder: string,
  options: KernelspecOptions = {},
): Promise<string> {
  const target = kernelspecFolder(dataFolder, options.name ?? DEFAULT_NAME);
  checkOwner(target);
  let work: string | undefined;
  try {
    const kernel = printed();
    await mkdir(path.dirname(target), { recursive: true });
    work = await mkdtemp(path.join(path.dirname(target), '.gradbook-'));
    // The folder that mkdtemp makes is closed to others; what Jupyter reads must not be.
    const folder = path.join(work, 'new');
    await mkdir(folder);
    for (const logo of kernel.logos) await copyFile(logo, path.join(folder, path.basename(logo)));
    await writeFile(path.join(folder, SPEC_FILE), kernelJson(kernel, options.displayName));
    if (existsSync(target)) await rename(target, path.join(work, 'old'));
    await rename(folder, target);
    return target;
  } catch (error) {
    throw SetupError.from(error, 'kernelspec', `The kernel could not be registered in ${target}`);
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

/**
 * @returns whether there was one to remove.
 * @throws SetupError when the name belongs to another kernel, or its folder can't be removed.
 */
export async function removeKernelspec(dataFolder: string, name = DEFAULT_NAME): Promise<boolean> {
  const target = kernelspecFolder(dataFolder, name);
  if (!existsSync(target)) return false;
  checkOwner(target);
  try {
    await rm(target, { recursive: true });
    return true;
  } catch (error) {
    throw SetupError.from(error, 'kernelspec', `The kernel in ${target} could not be removed`);
  }
}

/** Another program's kernel of the same name is neither replaced nor removed. */
function checkOwner(folder: string): void {
  const file = path.join(folder, SPEC_FILE);
  if (!existsSync(file)) return;
  const spec = readFileSync(file, 'utf8');
  if (/dist.{1,2}kernel.{1,2}main\.c?js/.test(spec) || !isKernelspec(spec)) return;
  throw new SetupError(
    'kernelspec',
    `The kernel '${path.basename(folder)}' in ${folder} is another program's; choose another name: --name.`,
  );
}

/** Whether it is JSON that Jupyter could start a kernel by; what isn't may be replaced. */
function isKernelspec(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'argv' in parsed;
  } catch {
    return false;
  }
}

/** What the kernel says of itself: the contents of kernel.json, and the logos that go beside it. */
interface Printed {
  spec: object;
  logos: string[];
}

function printed(): Printed {
  const main = asset(KERNEL);
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
