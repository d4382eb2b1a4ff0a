/**
 * The project's Python environment: JupyterLab, nbclient and nbconvert, pinned with hashes.
 * Made in place, since environments can't be moved; a stamp says that it is ours, and, filled last, that it is whole.
 * What was deleted or overwritten since then is found by the size and time of each file that the
 * packages list. Packages that a person added are left alone.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runPython, withLock } from '../python/index.js';
import { SetupError } from './errors.js';
import { asset } from './package-root.js';
import { findPython } from './python.js';

export interface Venv {
  folder: string;
  python: string;
}

export interface VenvOptions {
  /** A pip requirements file with hashes; ours by default. */
  lock?: string;
  /** Called when another process is making the same environment; it is waited for. */
  onWait?: () => void;
}

interface Stamp {
  /** sha256 of the requirements. */
  lock: string;
  /** Version and prefix: another Python, or a folder that was moved, needs another environment. */
  python: string;
  /** The names of the folders that describe the installed packages. */
  packages: string[];
}

const STAMP = 'gradbook.json';

export function venvAt(folder: string): Venv {
  return { folder, python: path.join(folder, 'bin', 'python') };
}

/** Whether the environment holds what the lock names, unharmed, and its Python runs. */
export async function isWhole(venv: Venv, { lock = defaultLock() }: VenvOptions = {}) {
  try {
    const file = path.join(venv.folder, STAMP);
    const stamp = parseStamp(readFileSync(file, 'utf8'));
    if (stamp?.lock !== sha256(lock)) return false;
    const { mtimeMs: stamped } = statSync(file);
    if (statSync(path.join(venv.folder, 'pyvenv.cfg')).mtimeMs > stamped) return false;
    if (!recordsHold(venv, stamp.packages, stamped)) return false;
    return stamp.python === (await describePython(venv));
  } catch {
    return false;
  }
}

/**
 * Makes the environment, or mends it by making it anew; nothing happens where it is whole.
 * @throws SetupError in one line; what was begun is removed, and an environment of the person's own is left alone.
 */
export async function makeVenv(folder: string, options: VenvOptions = {}): Promise<Venv> {
  const { lock = defaultLock(), onWait } = options;
  const venv = venvAt(folder);
  const { command } = await findPython();
  try {
    await withLock({ python: command, file: `${folder}.lock`, onWait }, async (holding) => {
      if (await isWhole(venv, options)) return;
      checkOwner(venv);
      await makeAlone(venv, command, lock, holding);
    });
    return venv;
  } catch (error) {
    throw SetupError.from(error, 'Jupyter', `JupyterLab could not be installed in ${folder}`);
  }
}

/** An environment that a person has made is neither replaced nor removed. */
function checkOwner({ folder, python }: Venv): void {
  const isMade = existsSync(path.join(folder, 'pyvenv.cfg'));
  if (!isMade || existsSync(path.join(folder, STAMP))) return;
  throw new SetupError(
    'Jupyter',
    `${folder} is a Python environment of yours, and Gradbook would put its own in its place. Move it away; ` +
      `or use it: "${python}" -m pip install jupyterlab nbclient nbconvert; npx gradbook install --prefix "${folder}"`,
  );
}

/** While the lock is held. */
async function makeAlone(venv: Venv, python: string, lock: string, holding: number) {
  const { folder } = venv;
  const install = ['-m', 'pip', 'install', '--require-hashes', '--requirement', lock];
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, STAMP), '');
    // In two steps, since venv keeps to itself what ensurepip failed of.
    await runPython(python, ['-m', 'venv', '--without-pip', folder], { holding });
    await runPython(venv.python, ['-m', 'ensurepip', '--default-pip'], { holding });
    await runPython(venv.python, install, { holding });
    // JupyterLab runs CommonJS scripts of its own; those of this project are ES modules.
    await writeFile(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
    const stamp: Stamp = {
      lock: sha256(lock),
      python: await describePython(venv),
      packages: readdirSync(packagesFolder(venv)).filter((name) => name.endsWith('.dist-info')),
    };
    await writeFile(path.join(folder, STAMP), JSON.stringify(stamp), { flush: true });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function defaultLock(): string {
  return asset('src/setup/requirements.lock');
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** @throws PythonError when the environment's Python doesn't run (any more). */
async function describePython(venv: Venv): Promise<string> {
  const printed = await runPython(venv.python, [
    '-c',
    'import sys; print(sys.version, sys.prefix)',
  ]);
  return printed.trim();
}

function parseStamp(text: string): Stamp | undefined {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { lock, python, packages }: { [key in keyof Stamp]?: unknown } = parsed;
  if (typeof lock !== 'string' || typeof python !== 'string' || !Array.isArray(packages)) {
    return undefined;
  }
  return { lock, python, packages: packages.map(String) };
}

/** `lib/python3.x/site-packages`. */
function packagesFolder({ folder }: Venv): string {
  const lib = path.join(folder, 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python')) ?? '';
  return path.join(lib, python, 'site-packages');
}

/** Each package's RECORD lists its files with their sizes (the wheel format's specification). */
function recordsHold(venv: Venv, packages: readonly string[], stamped: number): boolean {
  const folder = packagesFolder(venv);
  return packages.every((name) =>
    readFileSync(path.join(folder, name, 'RECORD'), 'utf8')
      .split('\n')
      .every((line) => fileHolds(folder, line, stamped)),
  );
}

/**
 * A line is `path,sha256=…,size`. What is generated has no size: RECORD itself, and compiled Python,
 * which alone may be missing.
 */
function fileHolds(packages: string, line: string, stamped: number): boolean {
  const fields = /^"?(.*?)"?,[^,]*,(\d*)$/.exec(line.trim());
  if (fields === null) return line.trim() === '';
  const [, file, size] = fields;
  const found = statSync(path.join(packages, file), { throwIfNoEntry: false });
  if (found === undefined) return file.endsWith('.pyc');
  return found.mtimeMs <= stamped && (size === '' || found.size === Number(size));
}
