/** Puts the kernels into TensorFlow.js's registry: data ids to nodes, the kernel, nodes to data ids. */
import {
  Identity,
  type KernelConfig,
  type KernelFunc,
  Reshape,
  type ReshapeAttrs,
  registerKernel,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { ElementType } from '../graph/element-type.js';
import type { Node } from '../graph/node.js';
import { hostKernels } from '../host/kernels.js';
import { type HostTensor, hasHostKernel, mapInputs, runOnHost } from '../host/run.js';
import { areHalf, takesHalf } from '../kernels/half-precision.js';
import { kernels } from '../kernels/index.js';
import { type Kernel, widened } from '../kernels/kernel.js';
import { BACKEND_NAME, XlaBackend } from './backend.js';
import { assertOneDevice } from './one-device.js';

type KernelParams = Parameters<KernelFunc>[0];

export function registerKernels(): void {
  const add = (kernelName: string, kernelFunc: KernelConfig['kernelFunc']) =>
    registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc });

  for (const [name, kernel] of Object.entries(kernels)) {
    const mayBeHalf = takesHalf(name);
    const run: KernelFunc = (params) => runKernel(name, kernel, mayBeHalf, params);
    const isBetterOnHost = JOINING.includes(name) ? isOfManySmall : hasStrings;
    add(name, hasHostKernel(name) ? orOnHost(name, isBetterOnHost, run) : run);
  }
  for (const name of Object.keys(hostKernels)) add(name, (params) => runHostKernel(name, params));
  add(Identity, ({ inputs, backend }) => {
    const x = present(inputs.x);
    return xla(backend).share(x, x.shape);
  });
  add(Reshape, ({ inputs, backend, attrs }) => {
    const x = present(inputs.x);
    const { shape } = attrs as object as ReshapeAttrs;
    return xla(backend).share(x, util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape)));
  });
}

function runKernel(
  kernelName: string,
  kernel: Kernel<never>,
  mayBeHalf: boolean,
  params: KernelParams,
): TensorInfo | TensorInfo[] {
  const backend = xla(params.backend);
  backend.executor.boundPending();
  const { inputs } = params;
  const nodes: Record<string, Node> = {};
  let device: number | undefined;
  let isMixed = false;
  for (const name in inputs) {
    const info = inputs[name];
    if (!info) continue;
    const node = backend.narrowNodeOf(info);
    nodes[name] = node;
    device ??= node.device;
    if (node.device !== undefined && node.device !== device) isMixed = true;
  }
  if (!(mayBeHalf && areHalf(nodes))) {
    for (const name in nodes) nodes[name] = widened(nodes[name]);
  }
  if (isMixed) assertOneDevice(kernelName, Object.values(nodes), backend.executor.compiler.nameOf);
  const toInfo = (node: Node): TensorInfo => {
    if (!node.alive) return backend.info(node);
    // The kernel gave back an input: the result shares its data.
    const name = Object.keys(nodes).find((key) => nodes[key] === node);
    return backend.share(present(inputs[name ?? '']), [...node.shape]);
  };
  // Each kernel declares the attributes that TensorFlow.js calls it with; the registry knows them as a map.
  const result = kernel(nodes, (params.attrs ?? {}) as never);
  return Array.isArray(result) ? result.map(toInfo) : toInfo(result);
}

function orOnHost(
  name: string,
  isBetterOnHost: (params: KernelParams) => boolean,
  onDevice: KernelFunc,
): KernelFunc {
  return (params) => (isBetterOnHost(params) ? runHostKernel(name, params) : onDevice(params));
}

/** Strings live on the host, so what is done with them is done there. */
function hasStrings({ inputs, attrs }: KernelParams): boolean {
  if (attrs && 'dtype' in attrs && attrs.dtype === 'string') return true;
  for (const name in inputs) if (inputs[name]?.dtype === 'string') return true;
  return false;
}

/** The kernels that make one tensor of many. */
const JOINING = ['Concat', 'Pack'];
const MANY = 8;
/** Elements. */
const SMALL = 16_384;
const HOST_TYPES: readonly ElementType[] = ['f32', 'i32', 'i1'];

/**
 * Samples that are picked one by one, as from a replay memory: how many there are and which of them come twice is another
 * program each time, which takes longer to compile than they take to be read.
 */
function isOfManySmall(params: KernelParams): boolean {
  if (hasStrings(params)) return true;
  const backend = xla(params.backend);
  const infos = Object.values(params.inputs).flatMap((info) => info ?? []);
  if (infos.length < MANY || backend.executor.isTracing) return false;
  let size = 0;
  for (const info of infos) size += util.sizeFromShape(info.shape);
  if (size > SMALL) return false;
  return infos.every((info) => {
    const { content, type, device } = backend.dataNode(info);
    const isThere = content.kind === 'buffer' || content.kind === 'literal';
    return isThere && HOST_TYPES.includes(type) && device === undefined;
  });
}

function runHostKernel(name: string, params: KernelParams): TensorInfo | TensorInfo[] {
  const backend = xla(params.backend);
  const onHost = ({ shape, dtype, dataId }: TensorInfo): HostTensor => ({
    shape,
    dtype,
    values: backend.readSync(dataId),
  });
  const inputs = mapInputs<TensorInfo, HostTensor>(params.inputs, onHost);
  const toInfo = ({ shape, dtype, values }: HostTensor): TensorInfo => ({
    dataId: backend.write(values, shape, dtype),
    shape,
    dtype,
  });
  const result = runOnHost(name, { inputs, attrs: params.attrs });
  return Array.isArray(result) ? result.map(toInfo) : toInfo(result);
}

function xla(backend: object): XlaBackend {
  if (backend instanceof XlaBackend) return backend;
  throw new TypeError('A kernel of the xla backend was called with another backend.');
}

function present(info: TensorInfo | undefined): TensorInfo {
  if (!info) throw new TypeError('A kernel was called without its input.');
  return info;
}
