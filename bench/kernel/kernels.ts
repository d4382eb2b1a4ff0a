/** The kernels that are measured: what starts each one, and how each one is interrupted. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  InstallError,
  installedVersion,
  npmPeer,
  npmPeers,
  pinnedVersion,
  pythonPeer,
} from '../install.js';
import { type Cells, javascript, python, typescript } from './languages.js';

const OURS = 'Gradbook';
/** What the others are compared to. */
export const REFERENCE = 'ipykernel';

export interface Kernel {
  readonly name: string;
  readonly version: string;
  /** As in a kernelspec: `{connection_file}` is filled in by the client. */
  readonly argv: readonly string[];
  readonly interruptMode: 'signal' | 'message';
  readonly cells: Cells;
}

/** A kernel that could not be installed, and why. */
export interface Missing {
  readonly name: string;
  readonly failure: string;
}

/**
 * Ours, ipykernel, and the other peers, as far as they can be installed.
 *
 * @param ipython a Python that has ipykernel
 * @param base the Python to make environments with
 */
export async function findKernels(
  ipython: string,
  base: string,
): Promise<{ kernels: Kernel[]; missing: Missing[] }> {
  const kernels = [gradbook(), ipykernel(ipython)];
  const missing: Missing[] = [];
  const peers: Record<string, () => Promise<Kernel>> = {
    'xeus-python': () => xeusPython(base),
    tslab,
    ijavascript,
    Deno: deno,
  };
  for (const [name, find] of Object.entries(peers)) {
    try {
      kernels.push(await find());
    } catch (error) {
      if (!(error instanceof InstallError)) throw error;
      missing.push({ name, failure: error.message });
    }
  }
  return { kernels, missing };
}

/** Built by `npm run build`. */
function gradbook(): Kernel {
  const main = fileURLToPath(new URL('../../kernel/main.cjs', import.meta.url));
  const { version }: { version: string } = createRequire(import.meta.url)('../../../package.json');
  const argv = [process.execPath, main, '{connection_file}'];
  return { name: OURS, version, argv, interruptMode: 'message', cells: typescript };
}

function ipykernel(file: string): Kernel {
  const version = pinnedVersion('jupyter', 'ipykernel');
  const argv = [file, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
  return { name: REFERENCE, version, argv, interruptMode: 'signal', cells: python };
}

// The arguments and interrupt modes of the others are those of the kernelspecs that they bring or write.

async function xeusPython(base: string): Promise<Kernel> {
  const file = await pythonPeer('xeus', base, '30 MB');
  const version = pinnedVersion('xeus', 'xeus-python');
  const argv = [file, '-m', 'xpython_launcher', '-f', '{connection_file}'];
  return { name: 'xeus-python', version, argv, interruptMode: 'signal', cells: python };
}

async function tslab(): Promise<Kernel> {
  const folder = await npmPeers();
  const main = path.join(folder, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = [process.execPath, main, 'kernel', '--config-path', '{connection_file}'];
  const version = installedVersion(folder, 'tslab');
  return { name: 'tslab', version, argv, interruptMode: 'signal', cells: typescript };
}

/** Its ZeroMQ is built from source, which is downloaded from GitHub. */
async function ijavascript(): Promise<Kernel> {
  const folder = await npmPeer('ijavascript', '10 MB', true);
  const main = path.join(folder, 'node_modules', 'ijavascript', 'lib', 'kernel.js');
  const argv = [process.execPath, main, '--hide-undefined', '{connection_file}', '--protocol=5.1'];
  const version = installedVersion(folder, 'ijavascript');
  return { name: 'ijavascript', version, argv, interruptMode: 'signal', cells: javascript };
}

async function deno(): Promise<Kernel> {
  const folder = await npmPeer('deno', '40 MB');
  // The program itself, in the one package that is for this platform: npm's `deno` would be a process around it.
  const platforms = path.join(folder, 'node_modules', '@deno');
  const [platform] = readdirSync(platforms);
  if (platform === undefined) throw new InstallError('npm has no Deno for this platform');
  const argv = [path.join(platforms, platform, 'deno'), 'jupyter', '--kernel', '--conn'];
  return {
    name: 'Deno',
    version: installedVersion(folder, 'deno'),
    argv: [...argv, '{connection_file}'],
    interruptMode: 'signal',
    cells: typescript,
  };
}
