/** Parameters that share options. */
import type * as tf from '@tensorflow/tfjs-core';
import { type Cell, OptionError, onDevice, Tensor } from '../tensor/index.js';

/**
 * The options of some parameters. The learning rate lies on the device as well, so that a step reads it
 * from there and a changed one never makes a new program.
 */
export class ParamGroup<Options> {
  readonly #lr: Tensor;
  #lrValue: number;

  constructor(
    readonly owner: string,
    readonly params: readonly Tensor[],
    lr: number,
    readonly options: Options,
  ) {
    this.#lrValue = checkedLr(owner, lr);
    this.#lr = Tensor.fromTfjs(deviceScalar(lr), 'lr').keep();
  }

  get lr(): number {
    return this.#lrValue;
  }

  /** @throws OptionError unless the value is a number of 0 or more. */
  set lr(value: number) {
    this.#lrValue = checkedLr(this.owner, value);
    this.#lr.storage.replace(deviceScalar(value));
  }

  /** The learning rate on the device. */
  get lrTensor(): tf.Tensor {
    return this.#lr.tf;
  }

  get lrCell(): Cell {
    return {
      get: () => this.#lr.tf,
      set: (value) => this.#lr.storage.replace(value),
    };
  }
}

function deviceScalar(value: number): tf.Tensor {
  return onDevice(Float32Array.of(value), [], 'float32');
}

function checkedLr(owner: string, lr: number): number {
  if (typeof lr === 'number' && lr >= 0 && Number.isFinite(lr)) return lr;
  throw new OptionError(owner, 'lr', lr, 'a number of 0 or more');
}
