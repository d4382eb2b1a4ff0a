/** The engine's front door: the TensorFlow.js backend `xla`. */
import { engine, registerBackend, type Tensor } from '@tensorflow/tfjs-core';
import { closeAbandonedScopes } from './backend/abandoned-scopes.js';
import { BACKEND_NAME, XlaBackend } from './backend/backend.js';
import { Compiler, type ProgramRun } from './backend/compiler.js';
import { setDeterministic } from './backend/compiler-flags.js';
import { NoPluginError } from './backend/errors.js';
import { Executor } from './backend/executor.js';
import { lighten } from './backend/light-engine.js';
import { registerKernels } from './backend/register-kernels.js';
import { warmUp } from './backend/warm-up.js';
import { executableCacheFor } from './cache/index.js';
import { type Explanation, explainOn } from './explain.js';
import { Node } from './graph/node.js';
import { compileLoop as compileOn } from './loop/loop.js';
import type { CompiledLoop, LoopSpec } from './loop/types.js';
import { addXlaFlags, type ClientOptions, loadLibrary, PjrtClient } from './pjrt/index.js';
import {
  choosePlugin,
  clientOptionsOf,
  isXlaDevice,
  platformsOf,
  plugins,
  preloadsOf,
  type XlaDevice,
  xlaFlagsOf,
} from './plugins/index.js';
import { isRegistered, registered, setRegistered } from './registered.js';

export type { ProgramRun } from './backend/compiler.js';
export {
  CaptureError,
  DeviceMismatchError,
  NoPluginError,
  ProgramError,
} from './backend/errors.js';
export { type LargeTensor, OutOfMemoryError } from './backend/out-of-memory.js';
export type { OperationCost } from './backend/program-cost.js';
export type { Explanation } from './explain.js';
export { TensorSizeError } from './graph/errors.js';
export { LoopError } from './loop/errors.js';
export type { Cell, CompiledLoop, LoopSpec, Slice } from './loop/types.js';
export { registered } from './registered.js';

/** Options of {@link register}. */
export interface RegisterOptions {
  /** Path of a PJRT plugin, a shared library. */
  readonly plugin?: string;
  /** Paths of libraries to load before it, in order. */
  readonly preload?: readonly string[];
  /** Options of the plugin's client, as `{ preallocate: false }` of GPUs. */
  readonly clientOptions?: ClientOptions;
  /** Flags of XLA, over which those of the environment variable `XLA_FLAGS` hold. */
  readonly xlaFlags?: string;
  /** What to compute on, where no plugin is named. Default: as the environment variable `GRADBOOK_DEVICE` says, or `cpu`. */
  readonly device?: XlaDevice;
}

/** What the engine has done so far. */
export interface Statistics {
  /** Programs compiled, programs that were on disk already, and times a program was run. */
  readonly compilations: number;
  /** Programs that were on disk already. */
  readonly loads: number;
  /** How often a program was run. */
  readonly executions: number;
  /** Programs in the cache. */
  readonly programs: number;
  /** Buffers on the device. */
  readonly liveBuffers: number;
  /** Bytes that they take. */
  readonly liveBytes: number;
  /** Tensors that are still to be computed. */
  readonly pendingNodes: number;
}

/**
 * Registers the backend `xla` with TensorFlow.js; `tf.setBackend('xla')` then chooses it.
 * @throws NoPluginError when there is no plugin.
 */
export async function register(options: RegisterOptions = {}): Promise<void> {
  if (isRegistered()) return;
  const { plugin, preload, clientOptions, xlaFlags } = pluginFor(options);
  addXlaFlags(xlaFlags);
  for (const library of preload) loadLibrary(library);
  const client = PjrtClient.load(plugin, clientOptions);
  const onDisk = executableCacheFor(client);
  if (onDisk) void warmUp(client, onDisk);
  const created = new XlaBackend(new Executor(new Compiler(client, onDisk)));
  setRegistered(created);
  registerBackend(BACKEND_NAME, () => created, 3);
  registerKernels();
  lighten(engine());
  closeAbandonedScopes(engine());
}

/** @throws NoPluginError */
function pluginFor({
  plugin,
  preload = [],
  clientOptions = {},
  xlaFlags = '',
  device = deviceOfEnvironment(),
}: RegisterOptions) {
  if (plugin !== undefined) return { plugin, preload, clientOptions, xlaFlags };
  const choice = choosePlugin(platformsOf[device]);
  if (choice.kind === 'none') throw new NoPluginError(device, choice.reasons[0]?.why);
  const { platform, library } = choice;
  if (library === undefined) throw new NoPluginError(platform);
  return {
    plugin: library,
    preload: preloadsOf(platform),
    clientOptions: clientOptionsOf(plugins[platform]),
    xlaFlags: xlaFlagsOf(plugins[platform]),
  };
}

/** What `GRADBOOK_DEVICE` names, as `device()` reads it; of TensorFlow.js's own backends there is nothing here. */
function deviceOfEnvironment(): XlaDevice {
  const [name = ''] = (process.env.GRADBOOK_DEVICE ?? '').split(':');
  return isXlaDevice(name) ? name : 'cpu';
}

/**
 * Whether the same program on the same device gives the same bits, from run to run and from process to process. On a CPU
 * it always does; on GPUs some sums are faster in any order, and with `true` XLA does without them. Seeds are not set:
 * `manualSeed` does that. PyTorch: `torch.use_deterministic_algorithms`.
 */
export function deterministic(value = true): void {
  setDeterministic(value);
  if (isRegistered()) registered().executor.programs.forget();
}

/** Runs what is pending as one program; returns before the device is done. */
export function flush(): void {
  registered().executor.flush();
}

/**
 * Compiles on another thread what is pending, where it is new, so that what runs it next needn't; else returns at once.
 * @throws ProgramError when XLA refuses the program.
 */
export function prepare(): Promise<void> {
  return registered().executor.prepare();
}

/**
 * Records one call of `spec.step`, runs nothing, and makes it the body of a loop on the device.
 * @throws CaptureError when the step reads a value; LoopError when a cell would change its shape.
 */
export function compileLoop(spec: LoopSpec): CompiledLoop {
  return compileOn(registered(), spec);
}

/**
 * The program that a function of TensorFlow.js's tensors would run: its StableHLO beside the lines of code that it came
 * from, and what it takes. Runs nothing; `console.log` prints it whole.
 * @throws CaptureError when the function reads a value.
 */
export function explain<Args extends readonly unknown[]>(
  run: (...args: Args) => Tensor | readonly Tensor[],
  ...args: Args
): Explanation {
  return explainOn(registered(), () => run(...args));
}

/** What the engine has done so far. */
export function statistics(): Statistics {
  const { executor } = registered();
  const { compiler, programs } = executor;
  return {
    compilations: compiler.compilations,
    loads: compiler.loads,
    executions: compiler.executions,
    programs: programs.size,
    liveBuffers: executor.memory.liveBuffers,
    liveBytes: executor.memory.liveBytes,
    pendingNodes: executor.pendingNodes,
  };
}

/** Tells of each run of a program, which is then waited for; `undefined` ends it. */
export function watchRuns(onRun: ((run: ProgramRun) => void) | undefined): void {
  registered().executor.compiler.onRun = onRun;
}

/**
 * Bytes on the device as a tensor of type int32, which takes a quarter of int32's memory: they are widened
 * where they are used, inside the programs.
 */
export function uploadUint8(data: Uint8Array, shape: number[]): Tensor {
  const { executor } = registered();
  const node = new Node(
    { kind: 'buffer', buffer: executor.memory.own(executor.compiler.upload(data, 'ui8', shape)) },
    'ui8',
    shape,
  );
  return engine().makeTensorFromTensorInfo(registered().info(node), registered());
}
