/** What a compiled loop is made of, as its user sees it. */
import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** A place whose tensor changes from step to step: a parameter, a momentum buffer. */
export interface Cell {
  /** The tensor that is there. */
  get(): Tensor;
  /** Takes the tensor over; the one before is disposed by the cell. It has the shape of the one before. */
  set(value: Tensor): void;
}

/** Makes an input that each step gets anew, such as the indices of its batch. */
export type Slice = (shape: readonly number[], dtype: DataType) => Tensor;

/** What {@link compileLoop} makes a loop of. */
export interface LoopSpec {
  /** The most steps that one run may take; fewer where their inputs are large, see {@link CompiledLoop.capacity}. */
  capacity: number;
  /** All that a step may change. */
  state: readonly Cell[];
  /**
   * One step, called once to record it. Inputs are made by calling `slice`, in the order in which
   * `run` gets them; what is returned comes back for each step.
   */
  step(slice: Slice): readonly Tensor[];
}

/** A recorded step that runs many times on the device. */
export interface CompiledLoop {
  /** The steps that one run can take, at most: so many that their inputs take up 32 MB, but at least one. */
  readonly capacity: number;
  /** Compiles the program on another thread, so that the event loop stays free; else the first run compiles it. */
  ready(): Promise<void>;
  /**
   * Takes `steps` steps in one program and puts the new values into the cells.
   * @param slices the steps' inputs, each `[capacity, ...shape]`; what is beyond `steps` is not read.
   * @returns the steps' results, each `[capacity, ...shape]`.
   */
  run(steps: number, slices: readonly Tensor[]): Tensor[];
  /** Lets go of the buffers that the step captured. */
  dispose(): void;
}
