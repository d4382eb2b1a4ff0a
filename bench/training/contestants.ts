/** Who trains: what each contestant is called, which networks it has, and the process that it is. */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginePlugin, npmPeers, pythonPeer, sources } from '../install.js';
import type { Command } from '../worker.js';
import type { Network } from './workload.js';

/** What the others are compared to. */
export const REFERENCE = 'PyTorch';

export interface TrainingContestant {
  readonly name: string;
  readonly networks: readonly Network[];
  /**
   * The process, installed first where it isn't.
   * @param workload the folder that `writeWorkload` filled
   * @throws InstallError
   */
  command(workload: string, network: Network): Promise<Command>;
}

export interface ContestantOptions {
  /** The Python that environments are made with. */
  readonly python: string;
  /** A Python that has PyTorch already; else the bench installs it. */
  readonly torchPython?: string;
}

export function trainingContestants(options: ContestantOptions): TrainingContestant[] {
  return [
    ours('Gradbook, loop, loss read each step', options.python, 'loop'),
    ours('Gradbook, loop, loss not read', options.python, 'loop-unread'),
    ours('Gradbook, fit', options.python, 'fit'),
    {
      name: REFERENCE,
      networks: ['mlp', 'cnn'],
      async command(workload, network) {
        const file = options.torchPython ?? (await pythonPeer('torch', options.python, '2.5 GB'));
        return {
          file,
          args: [path.join(sources, 'peers', 'torch', 'worker.py'), workload, network],
        };
      },
    },
    npmPeer('jax-js (wasm)', 'jax-js.js'),
    npmPeer('TensorFlow.js (wasm)', 'tfjs-wasm.js'),
  ];
}

function ours(
  name: string,
  python: string,
  mode: 'loop' | 'loop-unread' | 'fit',
): TrainingContestant {
  return {
    name,
    networks: ['mlp', 'cnn'],
    async command(workload, network) {
      await enginePlugin(python);
      return { file: process.execPath, args: [compiled('gradbook.js'), workload, network, mode] };
    },
  };
}

function npmPeer(name: string, file: string): TrainingContestant {
  return {
    name,
    networks: ['mlp'],
    async command(workload) {
      return { file: process.execPath, args: [compiled(file), await npmPeers(), workload] };
    },
  };
}

/** A file of `bench/peers`, as built. */
function compiled(file: string): string {
  return fileURLToPath(new URL(`../peers/${file}`, import.meta.url));
}
