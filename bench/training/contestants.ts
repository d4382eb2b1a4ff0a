/** Who trains: what each contestant is called, which networks it has, and the process that it is. */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginePlugin, npmPeers, pythonPeer, sources } from '../install.js';
import type { Command } from '../worker.js';
import { inferenceBatch, TASKS, type Task } from './networks.js';

/** What the others are compared to. */
export const REFERENCE = 'PyTorch';

export interface TrainingContestant {
  readonly name: string;
  readonly tasks: readonly Task[];
  /**
   * The process, installed first where it isn't.
   * @param workload the folder that `writeWorkload` filled
   * @throws InstallError
   */
  command(workload: string, task: Task): Promise<Command>;
}

export interface ContestantOptions {
  /** The Python that environments are made with. */
  readonly python: string;
  /** A Python that has PyTorch already; else the bench installs it. */
  readonly torchPython?: string;
}

export function trainingContestants(options: ContestantOptions): TrainingContestant[] {
  return [
    ours('Gradbook, loop, loss read each step', options.python, 'loop', ['mlp', 'cnn']),
    ours('Gradbook, loop, loss not read', options.python, 'loop-unread', ['mlp', 'cnn']),
    ours(
      'Gradbook, fit',
      options.python,
      'fit',
      TASKS.filter((task) => !inferenceBatch(task)),
    ),
    ours('Gradbook', options.python, 'infer', TASKS.filter(inferenceBatch)),
    {
      name: REFERENCE,
      tasks: TASKS,
      async command(workload, task) {
        const file = options.torchPython ?? (await pythonPeer('torch', options.python, '2.5 GB'));
        return {
          file,
          args: [path.join(sources, 'peers', 'torch', 'worker.py'), workload, task],
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
  mode: 'loop' | 'loop-unread' | 'fit' | 'infer',
  tasks: readonly Task[],
): TrainingContestant {
  return {
    name,
    tasks,
    async command(workload, task) {
      await enginePlugin(python);
      return {
        file: process.execPath,
        args: [compiled('gradbook.js'), workload, task, mode],
        env: { GRADBOOK_CACHE: 'off' },
      };
    },
  };
}

function npmPeer(name: string, file: string): TrainingContestant {
  return {
    name,
    tasks: ['mlp'],
    async command(workload) {
      return { file: process.execPath, args: [compiled(file), await npmPeers(), workload] };
    },
  };
}

/** A file of `bench/peers`, as built. */
function compiled(file: string): string {
  return fileURLToPath(new URL(`../peers/${file}`, import.meta.url));
}
