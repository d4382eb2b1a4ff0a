/**
 * `Tensor`: PyTorch's tensor over TensorFlow.js's. Here are its storage, its place in the gradient graph
 * and reading; arithmetic and all other operations are added by the files of `methods/`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type LeafNode, leafNode, type OperationNode, operationsFrom } from './autograd/node.js';
import { noteItem } from './autograd/read-losses.js';
import { checkedDtype, type Dtype } from './dtype.js';
import { AutogradError, DtypeError, ShapeError } from './errors.js';
import { track, trackTensor } from './memory/forward-frame.js';
import { releaseGradient } from './memory/gradient.js';
import { trimMuchIdle } from './memory/idle.js';
import { noteGrad } from './memory/state-watch.js';
import { Storage } from './memory/storage.js';
import { type NestedNumbers, nested } from './nested.js';
import { sizeOf } from './shapes.js';

/** PyTorch: `torch.Tensor`. */
export class Tensor {
  /** @internal */
  readonly storage: Storage;
  /** The type of the elements. */
  readonly dtype: Dtype;
  /** The operation that made it, where it needs a gradient. PyTorch: `grad_fn`. */
  gradFn: OperationNode | undefined;
  #leaf: LeafNode | undefined;
  #grad: Tensor | undefined;
  /** Whether someone may have kept `.grad`. */
  #gradSeen = false;

  /** Shows a storage. To make a tensor see `tensor`, `zeros` ... and `Tensor.fromTfjs`. */
  constructor(storage: Storage, dtype: Dtype) {
    this.storage = storage;
    this.dtype = dtype;
    trackTensor(this, storage);
  }

  /**
   * Wraps a TensorFlow.js tensor and owns it from now on. The shape stays.
   * @param operation what made it, for errors
   */
  static fromTfjs(value: tf.Tensor, operation = 'fromTfjs'): Tensor {
    const dtype = checkedDtype(operation, value.dtype);
    const storage = new Storage(value, operation);
    track(storage);
    return new Tensor(storage, dtype);
  }

  /**
   * The TensorFlow.js tensor; it still belongs to this tensor.
   * @throws ReleasedTensorError when the memory was given back.
   */
  get tf(): tf.Tensor {
    return this.storage.read(this);
  }

  /** How many elements there are along each dimension. */
  get shape(): readonly number[] {
    return this.storage.shape;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of dimensions. */
  dim(): number {
    return this.shape.length;
  }

  /** The shape, or the size of one dimension. */
  size(): number[];
  size(dim: number): number;
  size(dim?: number): number | number[] {
    if (dim === undefined) return [...this.shape];
    return this.shape[dim < 0 ? dim + this.ndim : dim];
  }

  /** The number of elements. */
  numel(): number {
    return sizeOf(this.shape);
  }

  /**
   * The value of a tensor of one element; truth values are 1 and 0.
   * @throws ShapeError when there are more.
   */
  item(): number {
    if (this.numel() !== 1) {
      throw new ShapeError(
        'item',
        [this.shape],
        `item: a tensor of shape [${this.shape.join(', ')}] has ${this.numel()} elements; item() needs ` +
          'one. Reduce it first, as by mean(), or read all by toArray().',
      );
    }
    const [value] = this.dataSync();
    if (this.gradFn) noteItem(this.gradFn, value);
    return value;
  }

  /** All values, last dimension fastest. */
  dataSync(): tf.TypedArray {
    const values = this.storage.readSync();
    // A loop that only reads has no other end of a step.
    trimMuchIdle();
    return values;
  }

  /** All values, last dimension fastest, without keeping the event loop waiting. */
  async data(): Promise<tf.TypedArray> {
    return this.tf.data();
  }

  /** The values as nested arrays, as a number for a tensor without dimensions. PyTorch: `tolist`. */
  toArray(): NestedNumbers {
    return nested(this.dataSync(), this.shape);
  }

  /** Keeps the memory beyond the iteration or forward pass it was made in, and what its gradient needs. */
  keep(): this {
    this.storage.pin();
    if (this.gradFn) for (const node of operationsFrom([this.gradFn])) node.pinSaved();
    return this;
  }

  /** Whether operations on it are remembered for gradients. */
  get requiresGrad(): boolean {
    return this.gradFn !== undefined || this.#leaf !== undefined;
  }

  set requiresGrad(value: boolean) {
    this.requiresGrad_(value);
  }

  /** Whether no operation made it, as far as gradients know. */
  get isLeaf(): boolean {
    return this.gradFn === undefined;
  }

  /**
   * Asks for the gradient of a leaf, or no longer.
   * @throws DtypeError when the tensor holds integers.
   * @throws AutogradError when it was computed from one that needs a gradient.
   */
  requiresGrad_(value = true): this {
    if (value && this.dtype !== 'float32') {
      throw new DtypeError(
        'requiresGrad_',
        `only float32 tensors can have a gradient, this one is ${this.dtype}. Convert it by float().`,
      );
    }
    if (!value && this.gradFn) {
      throw new AutogradError(
        'no graph',
        'requiresGrad_(false): this tensor was computed from one that needs a gradient. ' +
          'Use detach() to get it without.',
      );
    }
    if (!value) this.#leaf = undefined;
    else if (!this.gradFn) {
      this.#leaf ??= leafNode(this);
    }
    return this;
  }

  /**
   * Where its gradient goes in the graph.
   * @internal
   */
  get gradNode(): OperationNode | LeafNode | undefined {
    return this.gradFn ?? this.#leaf;
  }

  /** The gradient that `backward` has summed up, undefined before. */
  get grad(): Tensor | undefined {
    this.#gradSeen = true;
    return this.#grad;
  }

  set grad(given: Tensor | null | undefined) {
    // PyTorch's None is null as often as undefined.
    const value = given ?? undefined;
    if (this.#grad === value) return;
    noteGrad(this, this.#grad !== undefined);
    value?.storage.pin();
    if (this.#grad) releaseGradient(this.#grad.storage, this.#gradSeen);
    this.#grad = value;
    this.#gradSeen = value !== undefined;
  }

  /**
   * The gradient's value, for optimizers: reading it here doesn't count as someone keeping it.
   * @internal
   */
  get gradValue(): tf.Tensor | undefined {
    return this.#grad?.tf;
  }

  /**
   * Which gradient it is and how often it has changed, for whoever watches over forgotten gradients.
   * @internal
   */
  get gradVersion(): { readonly of: object; readonly version: number } | undefined {
    const gradient = this.#grad;
    return gradient && { of: gradient, version: gradient.storage.version };
  }

  /**
   * Puts another value into `.grad`, which must be there; owns `value`.
   * @internal
   */
  replaceGrad(value: tf.Tensor): void {
    this.#grad?.storage.replace(value);
  }

  /**
   * Adds to `.grad`; owns `gradient`. Called by `backward`.
   * @internal
   */
  accumulate(gradient: tf.Tensor): void {
    if (this.#grad) {
      const sum = tf.add(this.#grad.tf, gradient);
      gradient.dispose();
      this.#grad.storage.replace(sum);
      return;
    }
    this.grad = Tensor.fromTfjs(gradient, 'backward');
    this.#gradSeen = false;
  }

  /**
   * Adds to `.grad` a gradient that can be differentiated again. Called by `backward`.
   * @internal
   */
  accumulateWithGraph(gradient: Tensor): void {
    this.grad = this.#grad ? this.#grad.add(gradient) : gradient;
  }

  /** Asks for the gradient of a tensor that is no leaf. */
  retainGrad(): this {
    if (this.gradFn) this.gradFn.retained = this;
    return this;
  }

  /** Forgets the gradient. */
  zeroGrad(): void {
    this.grad = undefined;
  }

  /** The same values without a past; changes in place are seen by both. */
  detach(): Tensor {
    this.storage.holders++;
    return new Tensor(this.storage, this.dtype);
  }
}
