/** Parameters that share options. */
import type * as tf from '@tensorflow/tfjs-core';
import { type Cell, OptionError, onDevice, Tensor } from '../tensor/index.js';

/**
 * The options of some parameters. The learning rate lies on the device as well, so that a step reads it
 * from there and a changed one never makes a new program.
 */
export class ParamGroup<Options extends object = object> {
  readonly #lr: DeviceNumber;
  #momentum: DeviceNumber | undefined;

  constructor(
    /** The optimizer's class, for errors. */
    readonly owner: string,
    /** Its parameters. */
    readonly params: readonly Tensor[],
    lr: number,
    /** Its options, which steps read anew each time. */
    readonly options: Options,
  ) {
    this.#lr = new DeviceNumber('lr', checkedLr(owner, lr));
  }

  /** The learning rate. */
  get lr(): number {
    return this.#lr.value;
  }

  /** @throws OptionError unless the value is a number of 0 or more. */
  set lr(value: number) {
    this.#lr.value = checkedLr(this.owner, value);
  }

  /** The learning rate on the device. */
  get lrTensor(): tf.Tensor {
    return this.#lr.tensor;
  }

  /**
   * The momentum, or the first of `betas`; undefined where the optimizer has none. Once it has been
   * set it lies on the device too, so that a schedule of it makes no new programs.
   * @throws OptionError when it is set where there is none.
   */
  get momentum(): number | undefined {
    return this.#momentum?.value ?? momentumIn(this.options);
  }

  set momentum(value: number) {
    if (momentumIn(this.options) === undefined) {
      throw new OptionError(this.owner, 'momentum', value, 'left alone: this optimizer has none');
    }
    if (this.#momentum) this.#momentum.value = value;
    else this.#momentum = new DeviceNumber('momentum', value);
  }

  /** The momentum as a step computes with it. */
  get momentumOperand(): tf.Tensor | number {
    return this.#momentum?.tensor ?? momentumIn(this.options) ?? 0;
  }

  /** Takes the options that a state dict has, by Gradbook's names or PyTorch's. */
  load(saved: Readonly<Record<string, unknown>>): void {
    const camel = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
    const given = Object.entries(saved).map(([name, value]) => [camel(name), value] as const);
    const { lr, ...options } = Object.fromEntries(given.filter(([name]) => name !== 'params'));
    if (typeof lr === 'number') this.lr = lr;
    const known = Object.entries(options).filter(([name]) => name in this.options);
    Object.assign(this.options, Object.fromEntries(known));
    const momentum = momentumIn(this.options);
    if (this.#momentum && momentum !== undefined) this.#momentum.value = momentum;
  }

  /** The options as they are now, with the momentum that a schedule has set. */
  get currentOptions(): object {
    if (!this.#momentum) return this.options;
    const { value } = this.#momentum;
    const { betas } = this.options as { betas?: readonly number[] };
    return {
      ...this.options,
      ...(betas ? { betas: [value, ...betas.slice(1)] } : { momentum: value }),
    };
  }

  /** What lies on the device and may follow a schedule: the learning rate, the momentum once it was set. */
  numbers(): DeviceNumber[] {
    return [this.#lr, ...(this.#momentum ? [this.#momentum] : [])];
  }

  /** The places of what lies on the device. */
  cells(): Cell[] {
    return this.numbers().map(({ cell }) => cell);
  }
}

function momentumIn(options: object): number | undefined {
  if ('momentum' in options && typeof options.momentum === 'number') return options.momentum;
  if ('betas' in options && Array.isArray(options.betas)) return Number(options.betas[0]);
  return undefined;
}

/** A number that is read here and on the device. */
export class DeviceNumber {
  readonly #tensor: Tensor;
  #value: number;

  constructor(name: string, value: number) {
    this.#value = value;
    this.#tensor = Tensor.fromTfjs(deviceScalar(value), name).keep();
  }

  /** The number here; setting it sets that on the device. */
  get value(): number {
    return this.#value;
  }

  set value(value: number) {
    this.#value = value;
    this.#tensor.storage.replace(deviceScalar(value));
  }

  /** The number on the device, `[]`. */
  get tensor(): tf.Tensor {
    return this.#tensor.tf;
  }

  /** The tensor's place. */
  get cell(): Cell {
    return {
      get: () => this.#tensor.tf,
      set: (value) => this.#tensor.storage.replace(value),
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
