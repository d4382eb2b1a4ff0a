/** Puts the kernels into TensorFlow.js's registry: data ids to nodes, the kernel, nodes to data ids. */
import * as tf from '@tensorflow/tfjs-core';
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
import type { Node } from '../graph/node.js';
import { kernels } from '../kernels/index.js';
import type { Kernel } from '../kernels/kernel.js';
import { BACKEND_NAME, XlaBackend } from './backend.js';
import { MissingKernelError } from './errors.js';

type KernelParams = Parameters<KernelFunc>[0];

export function registerKernels(): void {
  const add = (kernelName: string, kernelFunc: KernelConfig['kernelFunc']) =>
    registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc });

  for (const [name, kernel] of Object.entries(kernels)) {
    add(name, (params) => runKernel(kernel, params));
  }
  add(Identity, ({ inputs, backend }) => {
    const x = present(inputs.x);
    return xla(backend).share(x, x.shape);
  });
  add(Reshape, ({ inputs, backend, attrs }) => {
    const x = present(inputs.x);
    const { shape } = attrs as object as ReshapeAttrs;
    return xla(backend).share(x, util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape)));
  });
  const written = new Set([...Object.keys(kernels), Identity, Reshape]);
  for (const name of kernelNames().filter((known) => !written.has(known))) {
    add(name, () => {
      throw new MissingKernelError(name);
    });
  }
}

/** All kernels that TensorFlow.js's operations call: it exports each name as a constant of that name. */
function kernelNames(): string[] {
  return Object.entries(tf)
    .filter(([constant, value]) => constant === value)
    .map(([constant]) => constant);
}

function runKernel(kernel: Kernel<never>, params: KernelParams): TensorInfo | TensorInfo[] {
  const backend = xla(params.backend);
  const { inputs } = params;
  const nodes: Record<string, Node> = {};
  for (const name in inputs) {
    const info = inputs[name];
    if (info) nodes[name] = backend.nodeOf(info);
  }
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

function xla(backend: object): XlaBackend {
  if (backend instanceof XlaBackend) return backend;
  throw new TypeError('A kernel of the xla backend was called with another backend.');
}

function present(info: TensorInfo | undefined): TensorInfo {
  if (!info) throw new TypeError('A kernel was called without its input.');
  return info;
}
