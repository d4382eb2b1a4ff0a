/**
 * Fetches a plugin's wheel with pip, so that the user's own index and proxy settings hold, checks
 * its sha256 and unpacks it into the per-user cache. Whatever goes wrong, nothing that looks whole
 * is left: all happens in a folder beside the target, which takes its name at the very end.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Plugin, type PluginPlatform, plugins } from './catalogue.js';
import { PluginInstallError } from './errors.js';
import { installedPlugin, pluginFolder, STAMP_FILE, type Stamp } from './location.js';
import { runPython } from './python.js';

export interface InstallOptions {
  /** A Python with pip. */
  python: string;
}

/**
 * Installs the platform's plugin, unless it is there already.
 * @returns the path of its shared library.
 * @throws PluginInstallError when it can't be fetched, checked or written; nothing is left behind.
 */
export async function installPlugin(
  platform: PluginPlatform,
  { python }: InstallOptions,
): Promise<string> {
  const present = installedPlugin(platform);
  if (present !== undefined) return present;
  const plugin = plugins[platform];
  checkMachine(plugin);
  const target = pluginFolder(plugin);
  let work: string | undefined;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await removeLeftovers(target);
    work = await mkdtemp(`${target}.part-${process.pid}-`);
    const wheel = await download(plugin, work, python);
    await checkSum(plugin, wheel);
    await unpack(plugin, wheel, path.join(work, 'wheel'), python);
    await replaceFolder(path.join(work, 'wheel'), target);
  } catch (error) {
    // Another process may have been quicker.
    if (installedPlugin(platform) === undefined) {
      throw PluginInstallError.from(error, plugin, target);
    }
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
  const library = installedPlugin(platform);
  if (library === undefined)
    throw new PluginInstallError(plugin, target, 'it vanished while it was being installed');
  return library;
}

/** Removes the work folders of installations that were killed. */
async function removeLeftovers(target: string): Promise<void> {
  const parent = path.dirname(target);
  for (const name of await readdir(parent)) {
    const pid = /\.part-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
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

async function download(plugin: Plugin, folder: string, python: string): Promise<string> {
  const requirements = path.join(folder, 'requirements.txt');
  await writeFile(
    requirements,
    `${plugin.package}==${plugin.version} --hash=sha256:${plugin.sha256}\n`,
  );
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir'];
  await runPython(python, ['-m', 'pip', 'download', ...options, '-d', folder, '-r', requirements]);
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

async function unpack(plugin: Plugin, wheel: string, folder: string, python: string) {
  await runPython(python, ['-m', 'zipfile', '-e', wheel, folder]);
  const { size, mtimeMs } = await stat(path.join(folder, plugin.library));
  const stamp: Stamp = { sha256: plugin.sha256, size, changed: Math.trunc(mtimeMs) };
  await writeFile(path.join(folder, STAMP_FILE), JSON.stringify(stamp));
}

/** Puts `from` in the place of `target`; of two processes at once, the later one wins. */
async function replaceFolder(from: string, target: string): Promise<void> {
  const old = `${from}.old`;
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(from, target);
}
