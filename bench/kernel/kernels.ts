/** The kernels that are measured: what starts each one. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedVersion, pinnedVersion } from '../install.js';

export const OURS = 'Gradbook';
/** What the others are compared to. */
export const REFERENCE = 'ipykernel';

export interface Kernel {
  readonly name: string;
  readonly version: string;
  /** As in a kernelspec: `{connection_file}` is filled in by the client. */
  readonly argv: readonly string[];
}

/** Ours, built by `npm run build`. */
export function gradbook(): Kernel {
  const main = fileURLToPath(new URL('../../kernel/main.js', import.meta.url));
  const { version }: { version: string } = createRequire(import.meta.url)('../../../package.json');
  return { name: OURS, version, argv: [process.execPath, main, '{connection_file}'] };
}

/** @param python a Python that has ipykernel */
export function ipykernel(python: string): Kernel {
  const version = pinnedVersion('jupyter', 'ipykernel');
  return {
    name: REFERENCE,
    version,
    argv: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
  };
}

/** @param folder where npm's tslab is installed; the arguments are those of the kernelspec that `tslab install` writes */
export function tslab(folder: string): Kernel {
  const main = path.join(folder, 'node_modules', 'tslab', 'bin', 'tslab');
  return {
    name: 'tslab',
    version: installedVersion(folder, 'tslab'),
    argv: [process.execPath, main, 'kernel', '--config-path', '{connection_file}'],
  };
}
