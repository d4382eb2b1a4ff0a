/** What an accelerator is put to. Each part runs in processes of its own: one at a time has the device. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginPlatform, XlaDevice } from '../../src/xla/plugins/index.js';
import { type Outcome, runNode } from './node-process.js';
import { runTestFiles } from './test-files.js';

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

export async function runPart(part: Part, options: PartOptions): Promise<Outcome> {
  const { device } = options;
  switch (part) {
    case 'golden':
      return runTestFiles(
        GOLDEN.filter((file) => file.includes(options.test)),
        device,
      );
    case 'tfjs':
      return runTestFiles(['xla/tfjs-suite/tfjs-suite'], device);
    case 'devices':
      return several(device);
    case 'bench':
      return bench(options);
    default:
      return part satisfies never;
  }
}

/** The largest difference between two losses that rounding explains. */
const ROUNDING = 1e-5;

async function several(device: XlaDevice): Promise<Outcome> {
  const file = fileURLToPath(new URL('several-devices.js', import.meta.url));
  const { status, output } = await runNode([file], { GRADBOOK_DEVICE: device }, 'pipe');
  const line = output.split('\n').findLast((one) => one.startsWith('{'));
  if (status !== 0 || line === undefined) {
    return { wentWell: false, figures: { failed: output.slice(-2000) }, summary: output };
  }
  const figures: { devices: string[]; largestDifference: number } = JSON.parse(line);
  return {
    wentWell: figures.largestDifference <= ROUNDING,
    figures,
    summary: `${figures.devices.length} devices: the losses differ by ${figures.largestDifference} at most`,
  };
}

async function bench(options: PartOptions): Promise<Outcome> {
  const { device, task, quick, python } = options;
  const { 'torch-python': torch, 'jax-python': jax } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-gpu-'));
  const json = path.join(folder, 'bench.json');
  try {
    const main = fileURLToPath(new URL('../main.js', import.meta.url));
    const given = { device, task, python, 'torch-python': torch, 'jax-python': jax, json };
    const args = Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    const all = [main, 'engine', ...args, ...(quick ? ['--quick'] : [])];
    const { status } = await runNode(all, {}, 'inherit');
    if (status !== 0) {
      const summary = `the bench ended with status ${status}`;
      return { wentWell: false, figures: { failed: summary }, summary };
    }
    const figures: unknown = JSON.parse(readFileSync(json, 'utf8'));
    return { wentWell: true, figures, summary: 'measured' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
