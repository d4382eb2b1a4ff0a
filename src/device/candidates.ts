/**
 * What Gradbook can compute on. Each candidate either takes over as TensorFlow.js's backend and
 * says what it is, or says why it can't and what would help. Choosing among them is device.ts's job.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../error-message.js';
import { onFlush } from '../tensor/index.js';
import { installedPlugin } from '../xla/plugins/index.js';
import { UnavailableError } from './errors.js';

export const deviceNames = [
  'cuda',
  'rocm',
  'metal',
  'oneapi',
  'cpu',
  'tensorflow',
  'wasm',
  'cpu-js',
] as const;
/** A device by its name. */
export type DeviceName = (typeof deviceNames)[number];

/**
 * Makes the named device TensorFlow.js's backend.
 * @returns what it is, in words.
 * @throws UnavailableError saying why not, and what to do.
 */
export async function take(name: DeviceName): Promise<string> {
  switch (name) {
    case 'cuda':
      return noPluginYet('no NVIDIA driver is loaded', existsSync('/proc/driver/nvidia/version'));
    case 'rocm':
      return noPluginYet('no AMD GPU driver is loaded', existsSync('/dev/kfd'));
    case 'metal':
      return noPluginYet('this is not a Mac with Apple silicon', isAppleSilicon());
    case 'oneapi':
      return noPluginYet('no Intel GPU driver is loaded', existsSync('/dev/dri'));
    case 'cpu':
      return takeXlaCpu();
    case 'tensorflow':
      return takeTensorflow();
    case 'wasm':
      await importInstalled('@tensorflow/tfjs-backend-wasm', ['@tensorflow/tfjs-backend-wasm']);
      return setBackend('wasm', 'TensorFlow.js on WebAssembly');
    case 'cpu-js':
      await import('@tensorflow/tfjs-backend-cpu');
      return setBackend('cpu', 'TensorFlow.js in plain JavaScript: right, but slow');
    default:
      name satisfies never;
      throw new UnavailableError('not a device', `use one of ${deviceNames.join(', ')}`);
  }
}

async function takeXlaCpu(): Promise<string> {
  if (installedPlugin('cpu') === undefined) {
    throw new UnavailableError(
      'the XLA plugin for the CPU is not installed',
      'run: npx gradbook engine install cpu',
    );
  }
  const { flush, register } = await import('../xla/index.js');
  try {
    await register();
    // On other backends nothing is pending at the end of a step.
    onFlush(() => tf.getBackend() === 'xla' && flush());
  } catch (error) {
    throw new UnavailableError(messageOf(error), '');
  }
  const cores = os.availableParallelism();
  return setBackend('xla', `XLA on ${cores} CPU core${cores === 1 ? '' : 's'}`);
}

async function takeTensorflow(): Promise<string> {
  const found = await importInstalled('libtensorflow', [
    '@tensorflow/tfjs-node-gpu',
    '@tensorflow/tfjs-node',
  ]);
  return setBackend('tensorflow', `libtensorflow by ${found}`);
}

async function setBackend(backend: string, description: string): Promise<string> {
  let cause = '';
  try {
    if (await tf.setBackend(backend)) return description;
  } catch (error) {
    cause = `: ${messageOf(error)}`;
  }
  throw new UnavailableError(`TensorFlow.js could not start its backend '${backend}'${cause}`, '');
}

/** The library can drive these through PJRT, but no plugin for them is in the catalogue yet. */
function noPluginYet(whyNot: string, present: boolean): never {
  if (!present) throw new UnavailableError(whyNot, '');
  throw new UnavailableError(
    'the hardware is here, but this version of Gradbook has no XLA plugin for it yet',
    "use device('cpu'), or device('tensorflow') with @tensorflow/tfjs-node-gpu",
  );
}

/** Imports the first of the packages that is installed, as seen from the user's folder. */
async function importInstalled(what: string, packages: readonly string[]): Promise<string> {
  const fromHere = createRequire(path.join(process.cwd(), 'package.json'));
  for (const name of packages) {
    let file: string;
    try {
      file = fromHere.resolve(name);
    } catch {
      continue;
    }
    try {
      await import(pathToFileURL(file).href);
      return name;
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new UnavailableError(`${name} is installed but does not load: ${why}`, '');
    }
  }
  throw new UnavailableError(
    `${what} is not installed`,
    `run: npm install ${packages.join('  or  npm install ')}`,
  );
}

function isAppleSilicon(): boolean {
  return process.platform === 'darwin' && process.arch === 'arm64';
}
