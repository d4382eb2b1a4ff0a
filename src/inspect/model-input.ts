/** What a model is tried on: tensors as given, or zeros of given shapes. */
import type { Module } from '../nn/index.js';
import { noGrad, OptionError, Tensor, zeros } from '../tensor/index.js';

/** Any module, whatever it takes and gives. */
export type AnyModule = Module<never, unknown>;

/** A shape with the batch, as `[1, 1, 28, 28]`, or a tensor; a list of these for a model of several inputs. */
export type ModelInput =
  | readonly number[]
  | Tensor
  | readonly (readonly number[])[]
  | readonly Tensor[];

/** @throws OptionError where it is neither shapes nor tensors */
export function inputTensors(owner: string, input: ModelInput): Tensor[] {
  if (input instanceof Tensor) return [input];
  if (Array.isArray(input) && input.every(isSize) && input.length > 0) return [zeros(input)];
  if (Array.isArray(input) && input.length > 0) {
    return input.map((one: unknown) => {
      if (one instanceof Tensor) return one;
      if (Array.isArray(one) && one.every(isSize)) return zeros(one);
      throw notAnInput(owner, input);
    });
  }
  throw notAnInput(owner, input);
}

export const bytesOf = ({ storage }: Tensor): number => storage.bytes;

/** Calls a model with these, without gradients, and puts its mode back. */
export function tryOut(net: AnyModule, inputs: readonly Tensor[], mode: 'eval' | 'train'): unknown {
  const wasTraining = net.training;
  net.train(mode === 'train');
  try {
    // What the model takes is known to its caller only.
    return noGrad(() => (net as unknown as (...inputs: readonly Tensor[]) => unknown)(...inputs));
  } finally {
    net.train(wasTraining);
  }
}

const isSize = (size: unknown): size is number =>
  typeof size === 'number' && Number.isInteger(size) && size > 0;

function notAnInput(owner: string, input: unknown): OptionError {
  return new OptionError(
    owner,
    'input',
    input,
    'a shape with the batch, as [1, 1, 28, 28], a tensor, or a list of shapes or tensors',
  );
}
