/**
 * Finds a plugin's wheels: in a folder of the person's, where they stay, else by pip, so that the user's
 * own index and proxy settings hold. What has come is kept when the rest fails, and not fetched again.
 */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashOf } from '../../download/index.js';
import { type RunOptions, runPython } from '../../python/index.js';
import { amountOf, type Plugin, type Wheel } from './catalogue/index.js';

export interface FetchOptions extends RunOptions {
  readonly python: string;
  /** A folder of wheels to take before asking the index. */
  readonly from?: string;
  /** Told before each wheel that is fetched. */
  readonly report?: (line: string) => void;
}

/**
 * @param folder where what is fetched goes; other files in it are left alone
 * @returns their paths, in the catalogue's order
 * @throws Error when one can't be had or has other bytes
 */
export async function fetchWheels(
  plugin: Plugin,
  folder: string,
  options: FetchOptions,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const { wheels } = plugin;
  const files: string[] = [];
  for (const [i, wheel] of wheels.entries()) {
    const file = path.join(folder, `${wheel.sha256}.whl`);
    if ((await hashOf(file, 'sha256')) === wheel.sha256) {
      files.push(file);
      continue;
    }
    const given = options.from === undefined ? undefined : await findIn(options.from, wheel);
    const place = `${i + 1} of ${wheels.length}`;
    const what = `${wheel.package} ${wheel.version} (${amountOf(wheel.bytes)}, ${place})`;
    options.report?.(given === undefined ? `Fetching ${what} ...` : `Taking ${what} from ${given}`);
    if (given === undefined) await download(wheel, file, options);
    else await checkHash(given, wheel);
    files.push(given ?? file);
  }
  return files;
}

/** A wheel's file begins with its package and version: https://packaging.python.org/specifications/binary-distribution-format. */
async function findIn(folder: string, wheel: Wheel): Promise<string | undefined> {
  const beginning = `${wheel.package.replace(/[-_.]+/g, '_')}-${wheel.version}-`;
  const name = (await readdir(folder)).find(
    (one) => one.startsWith(beginning) && one.endsWith('.whl'),
  );
  return name && path.join(folder, name);
}

async function download(
  wheel: Wheel,
  file: string,
  { python, ...options }: FetchOptions,
): Promise<void> {
  const work = await mkdtemp(`${file}.pip-`);
  try {
    const requirements = path.join(work, 'requirements.txt');
    await writeFile(
      requirements,
      `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`,
    );
    const only = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir'];
    const command = ['-m', 'pip', 'download', ...only, '-d', work, '-r', requirements];
    await runPython(python, command, options);
    const name = (await readdir(work)).find((one) => one.endsWith('.whl'));
    if (name === undefined) throw new Error('pip said that it fetched it, but there is no wheel');
    const fetched = path.join(work, name);
    await checkHash(fetched, wheel);
    await rename(fetched, file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkHash(file: string, { sha256 }: Wheel): Promise<void> {
  const found = await hashOf(file, 'sha256');
  if (found === sha256) return;
  throw new Error(
    `wrong checksum of ${path.basename(file)}: expected sha256 ${sha256}, got ${found}`,
  );
}
