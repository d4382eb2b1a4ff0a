/**
 * Installs a plugin into the per-user cache: its wheels are fetched, checked and unpacked into one folder. Whatever goes
 * wrong, nothing that looks whole is left: all happens in a folder beside the target, which takes its name at the very
 * end. Only wheels that have come whole are kept, so that the next attempt goes on from there.
 */
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { type RunOptions, runPython, withLock } from '../../python/index.js';
import { amountOf, type Plugin, type PluginPlatform, plugins } from './catalogue/index.js';
import { PluginInstallError } from './errors.js';
import { fetchWheels } from './fetch-wheels.js';
import {
  hashesOf,
  installedLibrary,
  installedPlugin,
  pluginFolder,
  STAMP_FILE,
  type Stamp,
} from './location.js';

export interface InstallOptions {
  python: string;
  /** A folder of wheels to take before asking the package index. */
  from?: string;
  /** Called when another process is installing the same plugin; it is waited for. */
  onWait?: () => void;
  /** Told what is being done, a line at a time. */
  report?: (line: string) => void;
}

/**
 * Installs the platform's plugin, unless it is there already.
 * @returns the path of its shared library.
 * @throws PluginInstallError when it can't be fetched, checked or written.
 */
export async function installPlugin(
  platform: PluginPlatform,
  options: InstallOptions,
): Promise<string> {
  return installedPlugin(platform) ?? (await installWheels(plugins[platform], options));
}

/** As `installPlugin`, for any plugin. @throws PluginInstallError */
export async function installWheels(plugin: Plugin, options: InstallOptions): Promise<string> {
  checkMachine(plugin);
  const target = pluginFolder(plugin);
  const { python, onWait } = options;
  try {
    await withLock({ python, file: `${target}.lock`, onWait }, async (holding) => {
      // Another process may have been quicker.
      if (installedLibrary(plugin) === undefined) {
        await installAlone(plugin, target, options, { holding });
      }
    });
  } catch (error) {
    throw PluginInstallError.from(error, plugin, target);
  }
  const library = installedLibrary(plugin);
  if (library !== undefined) return library;
  throw new PluginInstallError(plugin, target, 'it vanished while it was being installed');
}

/** Removes the platform's plugin, and what a broken installation of it left. @returns whether there was anything */
export async function removePlugin(platform: PluginPlatform, python: string): Promise<boolean> {
  const target = pluginFolder(plugins[platform]);
  if (!existsSync(path.dirname(target))) return false;
  return withLock({ python, file: `${target}.lock` }, async () => {
    const leftovers = await leftoversOf(target);
    const found = [target, wheelsFolder(target), ...leftovers].filter((one) => existsSync(one));
    for (const one of found) await rm(one, { recursive: true, force: true });
    return found.length > 0;
  });
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
async function installAlone(
  plugin: Plugin,
  target: string,
  options: InstallOptions,
  run: RunOptions,
): Promise<void> {
  for (const old of await leftoversOf(target)) await rm(old, { recursive: true, force: true });
  await checkRoom(plugin, path.dirname(target));
  const { python, from, report } = options;
  const kept = wheelsFolder(target);
  const work = await mkdtemp(target + PART);
  try {
    const pip = (await hasPip(python)) ? python : await pythonWithPip(python, work, run);
    const wheels = await fetchWheels(plugin, kept, { python: pip, from, report, ...run });
    if (wheels.length > 1) report?.('Unpacking ...');
    const unpacked = path.join(work, 'wheel');
    for (const wheel of wheels)
      await runPython(python, ['-m', 'zipfile', '-e', wheel, unpacked], run);
    await mergeDataFolders(unpacked);
    await makeProgramsExecutable(unpacked);
    await writeStamp(plugin, unpacked);
    await replaceFolder(unpacked, target);
    await rm(kept, { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
    // Where nothing came whole.
    await rmdir(kept).catch(() => {});
  }
}

/** Before the download: a plugin for a GPU takes gigabytes. */
async function checkRoom({ wheels }: Plugin, folder: string): Promise<void> {
  const needed = wheels.reduce((sum, { bytes, unpackedBytes }) => sum + bytes + unpackedBytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  throw new Error(
    `it needs ${amountOf(needed)} while it is being installed, and ${folder} has ${amountOf(bavail * bsize)} left; ` +
      'free some space, or set XDG_CACHE_HOME to a folder on a larger disk.',
  );
}

/** Between the target's name and what `mkdtemp` adds. */
const PART = '.part-';

/** Where wheels stay until all are there. */
const wheelsFolder = (target: string) => `${target}.wheels`;

/** The work folders of installations that were killed. */
async function leftoversOf(target: string): Promise<string[]> {
  const parent = path.dirname(target);
  const names = (await readdir(parent)).filter((name) =>
    name.startsWith(path.basename(target) + PART),
  );
  return names.map((name) => path.join(parent, name));
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

/** What a wheel has for the environment's root, as Intel's libraries, lies in `NAME.data/data` of the archive. */
async function mergeDataFolders(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const data = path.join(folder, name, 'data');
    if (name.endsWith('.data') && existsSync(data)) {
      await cp(data, folder, { recursive: true, verbatimSymlinks: true });
      await rm(path.join(folder, name), { recursive: true });
    }
  }
}

/** XLA starts some, as NVIDIA's assembler; Python's `zipfile` forgets that they are programs. */
async function makeProgramsExecutable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || path.basename(entry.parentPath) !== 'bin') continue;
    await chmod(path.join(entry.parentPath, entry.name), 0o755);
  }
}

/** Written when the library itself has reached the disk, so that a stamp never speaks too early. */
async function writeStamp(plugin: Plugin, folder: string): Promise<void> {
  const library = path.join(folder, plugin.library);
  const file = await open(library);
  await file.sync().finally(() => file.close());
  const { size, mtimeMs } = await stat(library);
  const stamp: Stamp = { sha256: hashesOf(plugin), size, changed: Math.trunc(mtimeMs) };
  await writeFile(path.join(folder, STAMP_FILE), JSON.stringify(stamp), { flush: true });
}

async function replaceFolder(from: string, target: string): Promise<void> {
  const old = `${from}.old`;
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(from, target);
}
