/**
 * The project's Python environment: JupyterLab, nbclient and nbconvert, pinned with hashes.
 * Made in place; a stamp, written last, says that it is whole. What was deleted or overwritten
 * since then is found by the size and time of each file that the packages list.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runPython } from '../xla/plugins/index.js';
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
}

const STAMP = 'gradbook.json';

export function venvAt(folder: string): Venv {
  return { folder, python: path.join(folder, 'bin', 'python') };
}

/** Whether the environment holds just what the lock names, unharmed. */
export function isWhole(venv: Venv, { lock = defaultLock() }: VenvOptions = {}): boolean {
  try {
    const stamp: unknown = JSON.parse(readFileSync(path.join(venv.folder, STAMP), 'utf8'));
    if (JSON.stringify(stamp) !== JSON.stringify(stampFor(lock))) return false;
    const stamped = statSync(path.join(venv.folder, STAMP)).mtimeMs;
    return existsSync(venv.python) && recordsHold(venv, stamped);
  } catch {
    return false;
  }
}

/**
 * Makes the environment, or mends it by making it anew.
 * @throws SetupError in one line; what was begun is removed.
 */
export async function makeVenv(folder: string, options: VenvOptions = {}): Promise<Venv> {
  const lock = options.lock ?? defaultLock();
  const venv = venvAt(folder);
  const { command } = await findPython();
  try {
    await rm(folder, { recursive: true, force: true });
    await runPython(command, ['-m', 'venv', folder]);
    await runPython(venv.python, ['-m', 'pip', 'install', '--require-hashes', '-r', lock]);
    await writeFile(path.join(folder, STAMP), JSON.stringify(stampFor(lock)));
    return venv;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new SetupError('Jupyter', `JupyterLab could not be installed in ${folder}: ${why}`);
  }
}

function defaultLock(): string {
  return asset('src/setup/requirements.lock');
}

function stampFor(lock: string): { lock: string } {
  return { lock: createHash('sha256').update(readFileSync(lock)).digest('hex') };
}

/** Each package's RECORD lists its files with their sizes (the wheel format's specification). */
function recordsHold(venv: Venv, stamped: number): boolean {
  const lib = path.join(venv.folder, 'lib');
  const [version] = readdirSync(lib);
  const packages = path.join(lib, version, 'site-packages');
  return readdirSync(packages)
    .filter((name) => name.endsWith('.dist-info'))
    .every((name) =>
      readFileSync(path.join(packages, name, 'RECORD'), 'utf8')
        .split('\n')
        .every((line) => fileHolds(packages, line, stamped)),
    );
}

/** A line is `path,sha256=…,size`; what is generated (compiled Python) has no size. */
function fileHolds(packages: string, line: string, stamped: number): boolean {
  const fields = /^"?(.*?)"?,([^,]*),(\d+)$/.exec(line.trim());
  if (fields === null) return true;
  const [, file, , size] = fields;
  const found = statSync(path.join(packages, file), { throwIfNoEntry: false });
  return found !== undefined && found.size === Number(size) && found.mtimeMs <= stamped;
}
