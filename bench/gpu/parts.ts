/** What an accelerator is put to. Each step runs in processes of its own: one at a time has the device. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../src/error-message.js';
import type { PluginPlatform, XlaDevice } from '../../src/xla/plugins/index.js';
import { FIRST_STEP, TASKS } from '../training/networks.js';
import { type Outcome, runNode } from './node-process.js';
import { runTestFile } from './test-files.js';

export const PARTS = {
  golden: "PyTorch's figures, and each kernel beside TensorFlow.js's plain JavaScript",
  tfjs: "the tests that TensorFlow.js's core ships",
  devices: 'a training on all devices beside one on the first',
  bench: 'training steps beside PyTorch, and JAX where a Python has it',
} as const;
export type Part = keyof typeof PARTS;

export function isPart(name: string): name is Part {
  return Object.hasOwn(PARTS, name);
}

export interface PartOptions {
  readonly device: XlaDevice;
  readonly test: string;
  readonly task?: string | undefined;
  readonly quick: boolean;
  readonly python: string;
  readonly 'torch-python'?: string | undefined;
  readonly 'jax-python'?: string | undefined;
}

/** What `device()` calls the device of a plugin. */
export function deviceOf(platform: PluginPlatform): XlaDevice {
  return platform === 'cuda12' || platform === 'cuda13' ? 'cuda' : platform;
}

const GOLDEN = [
  'parity/operations',
  'parity/tensors',
  'parity/modules',
  'parity/optimizers',
  'parity/digits',
  'xla/kernels',
  'xla/layers',
];
const TFJS = 'xla/tfjs-suite/tfjs-suite';
const DEVICES = 'training';
const BENCH = [...TASKS, FIRST_STEP];

/** The steps of a part, in order; those of the bench are its tasks. */
export function stepsOf(part: Part, { test, task }: PartOptions): readonly string[] {
  switch (part) {
    case 'golden':
      return GOLDEN.filter((file) => file.includes(test));
    case 'tfjs':
      return [TFJS];
    case 'devices':
      return [DEVICES];
    case 'bench':
      return task === undefined ? BENCH : [task];
    default:
      return part satisfies never;
  }
}

/**
 * Runs steps of a part.
 * @param tell hears of each step as soon as it is over
 */
export async function runSteps(
  part: Part,
  steps: readonly string[],
  options: PartOptions,
  tell: (step: string, outcome: Outcome) => void,
): Promise<void> {
  if (part === 'bench') {
    await bench(steps, options, tell);
    return;
  }
  const run = part === 'devices' ? several : runTestFile;
  for (const step of steps) tell(step, await withoutThrowing(() => run(step, options.device)));
}

async function withoutThrowing(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return failure(messageOf(error));
  }
}

function failure(why: string): Outcome {
  return { wentWell: false, figures: { failed: why }, summary: why };
}

/** The largest difference between two losses that rounding explains. */
const ROUNDING = 1e-5;

async function several(_step: string, device: XlaDevice): Promise<Outcome> {
  const file = fileURLToPath(new URL('several-devices.js', import.meta.url));
  const { status, output } = await runNode([file], { GRADBOOK_DEVICE: device }, 'pipe');
  const line = output.split('\n').findLast((one) => one.startsWith('{'));
  if (status !== 0 || line === undefined) return failure(output.slice(-2000));
  const figures: { devices: string[]; largestDifference: number } = JSON.parse(line);
  return {
    wentWell: figures.largestDifference <= ROUNDING,
    figures,
    summary: `${figures.devices.length} devices: the losses differ by ${figures.largestDifference} at most`,
  };
}

/** One process for all tasks, for what could not be installed for one isn't tried again for the next. */
async function bench(
  tasks: readonly string[],
  options: PartOptions,
  tell: (step: string, outcome: Outcome) => void,
): Promise<void> {
  const { device, quick, python, 'torch-python': torch, 'jax-python': jax } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-gpu-'));
  const json = path.join(folder, 'bench.json');
  try {
    const main = fileURLToPath(new URL('../main.js', import.meta.url));
    const given = { device, python, 'torch-python': torch, 'jax-python': jax, json };
    const args = [
      ...Object.entries(given).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, value],
      ),
      ...tasks.flatMap((task) => ['--task', task]),
      ...(quick ? ['--quick'] : []),
    ];
    const limit = 3600 * tasks.length;
    const { status } = await runNode([main, 'engine', ...args], {}, 'inherit', limit);
    // The bench writes what it has after each task.
    const measured: Record<string, unknown> = existsSync(json)
      ? JSON.parse(readFileSync(json, 'utf8'))
      : {};
    for (const task of tasks) {
      const figures = measured[task];
      const outcome = figures
        ? { wentWell: true, figures, summary: 'measured' }
        : failure(`the bench ended with status ${status} and without figures for it`);
      tell(task, outcome);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
