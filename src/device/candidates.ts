/**
 * What Gradbook can compute on. Each candidate either takes over as TensorFlow.js's backend and
 * says what it is, or says why it can't and what would help. Choosing among them is device.ts's job.
 */

import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../error-message.js';
import { type DeviceName, onFlush, onRecord } from '../tensor/index.js';
import {
  choosePlugin,
  clientOptionsOf,
  downloadSize,
  type Hardware,
  type PluginPlatform,
  platformsOf,
  plugins,
  preloadsOf,
  xlaFlagsOf,
} from '../xla/plugins/index.js';
import { UnavailableError } from './errors.js';
import { choosePlainJavaScript } from './plain-javascript.js';

/** The better ones first. */
export const deviceNames = [
  'cuda',
  'rocm',
  'metal',
  'oneapi',
  'cpu',
  'tensorflow',
  'wasm',
  'cpu-js',
] as const satisfies readonly DeviceName[];

/**
 * Makes the named device TensorFlow.js's backend.
 * @param number which of several devices of this kind
 * @returns what it is, in words.
 * @throws UnavailableError saying why not, and what to do.
 */
export async function take(name: DeviceName, number = 0): Promise<string> {
  switch (name) {
    case 'cuda':
    case 'rocm':
    case 'metal':
    case 'oneapi':
    case 'cpu':
      return takeXla(platformsOf[name], number);
    default:
      if (number === 0) return takeTfjs(name);
      throw new UnavailableError('there is one device of this kind', `leave out :${number}`);
  }
}

/** One of TensorFlow.js's own backends. */
async function takeTfjs(name: 'tensorflow' | 'wasm' | 'cpu-js'): Promise<string> {
  switch (name) {
    case 'tensorflow':
      return takeTensorflow();
    case 'wasm':
      await importInstalled('@tensorflow/tfjs-backend-wasm', ['@tensorflow/tfjs-backend-wasm']);
      return setBackend('wasm', 'TensorFlow.js on WebAssembly');
    case 'cpu-js':
      choosePlainJavaScript();
      return setBackend('cpu', 'TensorFlow.js in plain JavaScript: right, but slow');
    default:
      name satisfies never;
      throw new UnavailableError('not a device', `use one of ${deviceNames.join(', ')}`);
  }
}

/** The first of the plugins that fits this machine. */
async function takeXla(platforms: readonly PluginPlatform[], number: number): Promise<string> {
  const platform = await startFirst(platforms);
  // On other backends nothing is pending at the end of a step.
  const { flush, registered } = await import('../xla/index.js');
  const { Recordings } = await import('../xla/control/index.js');
  onFlush(() => tf.getBackend() === 'xla' && flush());
  const recordings = new Recordings(registered());
  onRecord({
    get isActive() {
      return tf.getBackend() === 'xla';
    },
    call: (key, inputs, compute) => recordings.call(key, inputs, compute),
  });
  const cores = os.availableParallelism();
  const { compiler } = registered().executor;
  const { deviceCount } = compiler;
  if (number >= deviceCount) {
    const last = compiler.nameOf(deviceCount - 1);
    throw new UnavailableError(
      deviceCount === 1 ? `there is ${last} alone` : `there are ${compiler.nameOf(0)} to ${last}`,
      platform === 'cpu' ? 'set GRADBOOK_CPU_DEVICES to how many there should be' : '',
    );
  }
  compiler.device = number;
  const what =
    platform === 'cpu' ? `${cores} CPU core${cores === 1 ? '' : 's'}` : compiler.deviceKind;
  // The CPU's devices share its cores.
  const isOne = deviceCount === 1 || (platform === 'cpu' && number === 0);
  const which = isOne ? '' : `, ${compiler.nameOf(number)} of ${deviceCount}`;
  return setBackend('xla', `XLA on ${what}${which}`);
}

async function startFirst(platforms: readonly PluginPlatform[]): Promise<PluginPlatform> {
  const choice = choosePlugin(platforms);
  if (choice.kind === 'none') throw new UnavailableError(choice.reasons[0]?.why ?? '', '');
  const { platform, found, library } = choice;
  if (library === undefined) {
    const isCpu = platform === 'cpu';
    throw new UnavailableError(
      isCpu
        ? 'the XLA plugin for the CPU is not installed'
        : `${found} is here, but its XLA plugin is not installed`,
      `run: npx gradbook engine install ${platform}${isCpu ? '' : ` (${downloadSize(plugins[platform])})`}`,
    );
  }
  await start(platform, library);
  return platform;
}

/** Which plugin the process computes with: XLA can't be started twice. */
let started: PluginPlatform | undefined;

async function start(platform: PluginPlatform, plugin: string): Promise<void> {
  if (started === platform) return;
  if (started !== undefined) {
    throw new UnavailableError(
      `this process computes on ${started} already`,
      'restart the kernel to change it',
    );
  }
  const { register } = await import('../xla/index.js');
  try {
    await register({
      plugin,
      preload: preloadsOf(platform),
      clientOptions: clientOptionsOf(plugins[platform]),
      xlaFlags: xlaFlagsOf(plugins[platform]),
    });
    started = platform;
  } catch (error) {
    throw new UnavailableError(messageOf(error), REMEDIES[plugins[platform].hardware]);
  }
}

/** What helps where a plugin is whole and doesn't start. */
const REMEDIES: Readonly<Record<Hardware, string>> = {
  cpu: '',
  nvidia: 'nvidia-smi shows what the driver sees; CUDA_VISIBLE_DEVICES may hide it',
  amd: 'rocminfo shows what ROCm sees',
  intel: 'clinfo or sycl-ls show what the driver sees',
  apple: '',
};

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
