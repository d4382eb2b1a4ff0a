/** What the types of layers tell about sizes; read by shape-types.ts. */
import type { Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/** No layer has it when it runs: it is for the types alone. */
export declare const KIND: unique symbol;

/**
 * How a layer treats sizes. What it takes and gives, as `['features', 784]`, is in type arguments alone, which no field
 * has: so a `Linear(512, 5)` can still take the place of a `Linear(512, 10)`.
 */
export interface Kind<Name extends string, _Taken = unknown, _Given = unknown> {
  readonly name: Name;
}

/** A layer whose output has the sizes of its input. */
export abstract class SameSize extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'same'>;

  /** Any shape comes in, and the same goes out. */
  abstract override forward(x: Tensor): Tensor;
}
