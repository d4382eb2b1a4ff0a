/**
 * Fetches a plugin's wheel with pip, so that the user's own index and proxy settings hold, checks
 * its sha256 and unpacks it into the per-user cache. Whatever goes wrong, nothing that looks whole
 * is left: all happens in a folder beside the target, which takes its name at the very end.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type RunOptions, runPython, withLock } from '../../python/index.js';
import { type Plugin, type PluginPlatform, plugins } from './catalogue.js';
import { PluginInstallError } from './errors.js';
import {
  installedLibrary,
  installedPlugin,
  pluginFolder,
  STAMP_FILE,
  type Stamp,
} from './location.js';

export interface InstallOptions {
  python: string;
  /** Called when another process is installing the same plugin; it is waited for. */
  onWait?: () => void;
}

/**
 * Installs the platform's plugin, unless it is there already.
 * @returns the path of its shared library.
 * @throws PluginInstallError when it can't be fetched, checked or written; nothing is left behind.
 */
export async function installPlugin(
  platform: PluginPlatform,
  options: InstallOptions,
): Promise<string> {
  return installedPlugin(platform) ?? (await installWheel(plugins[platform], options));
}

/** As `installPlugin`, for any wheel that carries a plugin. @throws PluginInstallError */
export async function installWheel(
  plugin: Plugin,
  { python, onWait }: InstallOptions,
): Promise<string> {
  checkMachine(plugin);
  const target = pluginFolder(plugin);
  try {
    await withLock({ python, file: `${target}.lock`, onWait }, async (holding) => {
      // Another process may have been quicker.
      if (installedLibrary(plugin) === undefined) {
        await installAlone(plugin, target, python, { holding });
      }
    });
  } catch (error) {
    throw PluginInstallError.from(error, plugin, target);
  }
  const library = installedLibrary(plugin);
  if (library !== undefined) return library;
  throw new PluginInstallError(plugin, target, 'it vanished while it was being installed');
}

function checkMachine(plugin: Plugin): void {
  const machine = `${process.platform}-${process.arch}`;
  if (machine === plugin.machine) return;
  throw new PluginInstallError(
    plugin,
    pluginFolder(plugin),
    `it runs on ${plugin.machine}, and this is ${machine}; use device('cpu-js') meanwhile`,
  );
}

/** While the lock is held. */
async function installAlone(plugin: Plugin, target: string, python: string, options: RunOptions) {
  await removeLeftovers(target);
  const work = await mkdtemp(target + PART);
  try {
    const pip = (await hasPip(python)) ? python : await pythonWithPip(python, work, options);
    const wheel = await download(plugin, work, pip, options);
    await checkSum(plugin, wheel);
    const unpacked = path.join(work, 'wheel');
    await runPython(python, ['-m', 'zipfile', '-e', wheel, unpacked], options);
    await writeStamp(plugin, unpacked);
    await replaceFolder(unpacked, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Between the target's name and what `mkdtemp` adds. */
const PART = '.part-';

/** Removes the work folders of installations that were killed. */
async function removeLeftovers(target: string): Promise<void> {
  const parent = path.dirname(target);
  const parts = (await readdir(parent)).filter((name) =>
    name.startsWith(path.basename(target) + PART),
  );
  for (const part of parts) await rm(path.join(parent, part), { recursive: true, force: true });
}

async function hasPip(python: string): Promise<boolean> {
  return runPython(python, ['-c', 'import pip']).then(
    () => true,
    () => false,
  );
}

/** Some distributions ship Python without pip, but with the means to put it into an environment. */
async function pythonWithPip(python: string, work: string, options: RunOptions): Promise<string> {
  const folder = path.join(work, 'venv');
  await runPython(python, ['-m', 'venv', '--without-pip', folder], options);
  const own = path.join(folder, 'bin', 'python');
  await runPython(own, ['-m', 'ensurepip'], options);
  return own;
}

async function download(
  plugin: Plugin,
  work: string,
  python: string,
  options: RunOptions,
): Promise<string> {
  const requirements = path.join(work, 'requirements.txt');
  const folder = path.join(work, 'download');
  await mkdir(folder);
  await writeFile(
    requirements,
    `${plugin.package}==${plugin.version} --hash=sha256:${plugin.sha256}\n`,
  );
  const only = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir'];
  const command = ['-m', 'pip', 'download', ...only, '-d', folder, '-r', requirements];
  await runPython(python, command, options);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip said that it fetched it, but there is no wheel');
  return path.join(folder, wheel);
}

async function checkSum(plugin: Plugin, wheel: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(wheel), hash);
  const found = hash.digest('hex');
  if (found === plugin.sha256) return;
  throw new Error(`wrong checksum: expected sha256 ${plugin.sha256}, got ${found}`);
}

/** Written when the library itself has reached the disk, so that a stamp never speaks too early. */
async function writeStamp(plugin: Plugin, folder: string): Promise<void> {
  const library = path.join(folder, plugin.library);
  const file = await open(library);
  await file.sync().finally(() => file.close());
  const { size, mtimeMs } = await stat(library);
  const stamp: Stamp = { sha256: plugin.sha256, size, changed: Math.trunc(mtimeMs) };
  await writeFile(path.join(folder, STAMP_FILE), JSON.stringify(stamp), { flush: true });
}

async function replaceFolder(from: string, target: string): Promise<void> {
  const old = `${from}.old`;
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(from, target);
}
