/** Who trains: what each contestant is called, which networks it has, and the process that it is. */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { XlaDevice } from '../../src/xla/plugins/index.js';
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
  /** A Python that has JAX; without it JAX takes no part. */
  readonly jaxPython?: string;
  /** What Gradbook and PyTorch compute on, as `device()` calls it. Default: the CPU. */
  readonly device?: XlaDevice;
}

/** What PyTorch calls our devices. */
const TORCH_DEVICES: Readonly<Record<XlaDevice, string>> = {
  cuda: 'cuda',
  rocm: 'cuda',
  oneapi: 'xpu',
  metal: 'mps',
  cpu: 'cpu',
};

export function trainingContestants(options: ContestantOptions): TrainingContestant[] {
  return [
    ours('Gradbook, loop, loss read each step', options, 'loop', ['mlp', 'cnn']),
    ours('Gradbook, loop, loss not read', options, 'loop-unread', ['mlp', 'cnn']),
    ours(
      'Gradbook, fit',
      options,
      'fit',
      TASKS.filter((task) => !inferenceBatch(task)),
    ),
    ours('Gradbook', options, 'infer', TASKS.filter(inferenceBatch)),
    {
      name: REFERENCE,
      tasks: TASKS,
      async command(workload, task) {
        const file = options.torchPython ?? (await pythonPeer('torch', options.python, '2.5 GB'));
        return {
          file,
          args: [
            path.join(sources, 'peers', 'torch', 'worker.py'),
            workload,
            task,
            TORCH_DEVICES[options.device ?? 'cpu'],
          ],
        };
      },
    },
    ...jax(options.jaxPython),
    npmPeer('jax-js (wasm)', 'jax-js.js'),
    npmPeer('TensorFlow.js (wasm)', 'tfjs-wasm.js'),
  ];
}

function jax(file: string | undefined): TrainingContestant[] {
  if (file === undefined) return [];
  const worker = path.join(sources, 'peers', 'jax', 'worker.py');
  const command = async (workload: string, task: Task) => ({
    file,
    args: [worker, workload, task],
  });
  return [{ name: 'JAX, many steps in one program', tasks: ['mlp'], command }];
}

function ours(
  name: string,
  options: ContestantOptions,
  mode: 'loop' | 'loop-unread' | 'fit' | 'infer',
  tasks: readonly Task[],
): TrainingContestant {
  const command: TrainingContestant['command'] = (workload, task) =>
    gradbook(options, ['gradbook.js', workload, task, mode]);
  return { name, tasks, command };
}

/** The process that says where the time of Gradbook's step goes. @throws InstallError */
export function profiler(
  options: ContestantOptions,
  workload: string,
  task: Task,
): Promise<Command> {
  return gradbook(options, ['gradbook-profile.js', workload, task]);
}

async function gradbook(
  { python, device = 'cpu' }: ContestantOptions,
  [script, ...args]: readonly [string, ...string[]],
): Promise<Command> {
  if (device === 'cpu') await enginePlugin(python);
  return {
    file: process.execPath,
    args: [compiled(script), ...args],
    env: { GRADBOOK_CACHE: 'off', GRADBOOK_DEVICE: device },
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
