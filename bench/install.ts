/**
 * Installs what we are measured against, once, into `${XDG_CACHE_HOME:-~/.cache}/gradbook/bench/`: Python peers into
 * virtual environments, npm peers into a folder with `node_modules`. A folder is named for what its list of packages
 * says, and is whole when its marker lies in it; one that is not is made anew.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '../src/error-message.js';
import { installedPlugin, installPlugin } from '../src/xla/plugins/index.js';

const run = promisify(execFile);

/** The package's `bench/` with what is not compiled: lists of packages and Python files. */
export const sources = fileURLToPath(new URL('../../bench/', import.meta.url));

const MARKER = '.installed';
/** What the pinned PyTorch and ipykernel need. */
const PYTHON_NEEDED = [3, 11] as const;
/** Installations of this run, so that what failed is not tried again for the next table. */
const attempts = new Map<string, Promise<string>>();

/** A peer that is not there and could not be installed. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
}

/**
 * A Python that has exactly the packages of `bench/peers/<peer>/requirements.txt`.
 *
 * @param python the Python to make the environment with
 * @returns the path of the environment's Python
 * @throws InstallError
 */
export async function pythonPeer(peer: string, python: string, size: string): Promise<string> {
  const lists = requirementsOf(peer);
  const [requirements] = lists;
  const folder = await install(peer, lists, size, async (target) => {
    await checkPython(python);
    await run(python, ['-m', 'venv', target]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    const list = ['--only-binary', ':all:', '--require-hashes', '--requirement', requirements];
    await run(path.join(target, 'bin', 'python'), [...pip, ...list]);
  });
  return path.join(folder, 'bin', 'python');
}

/** A peer's list of packages, and those that it includes by `-r`. */
function requirementsOf(peer: string): [string, ...string[]] {
  const own = path.join(sources, 'peers', peer, 'requirements.txt');
  const included = readFileSync(own, 'utf8').matchAll(/^-r (\S+)$/gm);
  return [own, ...Array.from(included, ([, file]) => path.join(path.dirname(own), file))];
}

/** As `pythonPeer`, if it has been installed. */
export function installedPythonPeer(peer: string): string | undefined {
  const folder = folderOf(peer, requirementsOf(peer));
  return existsSync(path.join(folder, MARKER)) ? path.join(folder, 'bin', 'python') : undefined;
}

/**
 * A folder whose `node_modules` has the packages of `bench/peers/<peer>/package-lock.json`.
 *
 * @param scripts whether the packages' own install scripts run, such as those that build a native part
 * @throws InstallError
 */
export async function npmPeer(peer: string, size: string, scripts = false): Promise<string> {
  const lists = ['package.json', 'package-lock.json'].map((file) =>
    path.join(sources, 'peers', peer, file),
  );
  return install(peer, lists, size, async (target) => {
    await mkdir(target, { recursive: true });
    for (const list of lists) await copyFile(list, path.join(target, path.basename(list)));
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['ci', ...(scripts ? [] : ['--ignore-scripts']), ...quiet], { cwd: target });
  });
}

/** The peers of `bench/peers/npm`. @throws InstallError */
export function npmPeers(): Promise<string> {
  return npmPeer('npm', '100 MB');
}

/** Our own engine's plugin, where set-up has not brought it yet. @throws InstallError */
export async function enginePlugin(python: string): Promise<void> {
  if (installedPlugin('cpu') !== undefined) return;
  console.error('installing the XLA plugin for the CPU (once)');
  try {
    await installPlugin('cpu', { python });
  } catch (error) {
    throw new InstallError(messageOf(error));
  }
}

/** The version of a package in a folder's `node_modules`. */
export function installedVersion(folder: string, name: string): string {
  const file = path.join(folder, 'node_modules', name, 'package.json');
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}

/** The version of a package that `bench/peers/<peer>/requirements.txt` pins. */
export function pinnedVersion(peer: string, name: string): string {
  const list = readFileSync(path.join(sources, 'peers', peer, 'requirements.txt'), 'utf8');
  return list.match(new RegExp(`^${name}==(\\S+)`, 'm'))?.[1] ?? 'unknown';
}

/** @throws InstallError when there is no such Python, or an older one than needed */
async function checkPython(python: string): Promise<void> {
  const print = 'import sys; print(*sys.version_info[:2])';
  const { stdout } = await run(python, ['-c', print]).catch(() => ({ stdout: '' }));
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
  const [neededMajor, neededMinor] = PYTHON_NEEDED;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  const found = stdout === '' ? 'does not run' : `is Python ${major}.${minor}`;
  throw new InstallError(
    `Python ${PYTHON_NEEDED.join('.')} or newer is needed, and ${python} ${found}: name one with --python`,
  );
}

function install(...order: Parameters<typeof installOnce>): Promise<string> {
  const [name] = order;
  const attempt = attempts.get(name) ?? installOnce(...order);
  attempts.set(name, attempt);
  return attempt;
}

async function installOnce(
  name: string,
  lists: readonly string[],
  size: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = folderOf(name, lists);
  if (existsSync(path.join(folder, MARKER))) return folder;
  console.error(`installing ${name} into ${folder} (once, ${size} to download)`);
  try {
    await rm(folder, { recursive: true, force: true });
    await fill(folder);
    await writeFile(path.join(folder, MARKER), '');
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (error instanceof InstallError) throw error;
    throw new InstallError(`could not be installed: ${reason(error)}`);
  }
}

function folderOf(name: string, lists: readonly string[]): string {
  const hash = createHash('sha256');
  for (const list of lists) hash.update(readFileSync(list));
  return path.join(cache(), `${name}-${hash.digest('hex').slice(0, 12)}`);
}

function cache(): string {
  const home = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(home, 'gradbook', 'bench');
}

/** The line of an installer's error output that says most. */
function reason(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const [unreachable] = output.match(NO_CONNECTION) ?? [];
  if (unreachable) return `what it needs can't be reached (${unreachable})`;
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /^(npm error (?!code)|error:)/i.test(line));
  return telling ?? lines.findLast(Boolean) ?? messageOf(error);
}

const NO_CONNECTION =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND(?: [\w.-]+)?|EAI_AGAIN|ETIMEDOUT|Connection refused|Name or service not known|timed out|from versions: none/i;
