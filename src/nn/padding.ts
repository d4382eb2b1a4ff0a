/** Padding as layers: constants, zeros, mirrored edges, repeated edges, the other end. */
import type { Tensor } from '../tensor/index.js';
import { type PadMode, pad } from './functional/padding.js';
import { showTuple } from './layer-options.js';
import { Module } from './module.js';

/** The same everywhere, or for the last dimension before and behind, then for the one before it. */
export type Padding = number | readonly number[];

abstract class Pad extends Module {
  readonly padding: readonly number[];
  readonly #mode: PadMode;
  readonly #value: number;

  constructor(rank: number, padding: Padding, mode: PadMode, value = 0) {
    super();
    this.padding =
      typeof padding === 'number' ? Array<number>(2 * rank).fill(padding) : [...padding];
    this.#mode = mode;
    this.#value = value;
  }

  forward(x: Tensor): Tensor {
    return pad(x, this.padding, { mode: this.#mode, value: this.#value });
  }

  override extraRepr(): string {
    return showTuple(this.padding);
  }
}

abstract class ConstantPad extends Pad {
  constructor(
    rank: number,
    padding: Padding,
    readonly value: number,
  ) {
    super(rank, padding, 'constant', value);
  }

  override extraRepr(): string {
    return `padding=${super.extraRepr()}, value=${this.value}`;
  }
}

/** Pads the last dimension by a value. */
export class ConstantPad1d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(1, padding, value);
  }
}

/** Pads the last two dimensions by a value. */
export class ConstantPad2d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(2, padding, value);
  }
}

/** Pads the last three dimensions by a value. */
export class ConstantPad3d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(3, padding, value);
  }
}

/** Pads the last dimension by zeros. */
export class ZeroPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'constant');
  }
}

/** Pads the last two dimensions by zeros. */
export class ZeroPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'constant');
  }
}

/** Pads the last three dimensions by zeros. */
export class ZeroPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'constant');
  }
}

/** Mirrors the last dimension at its ends. */
export class ReflectionPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'reflect');
  }
}

/** Mirrors the last two dimensions at their ends. */
export class ReflectionPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'reflect');
  }
}

/** Mirrors the last three dimensions at their ends. */
export class ReflectionPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'reflect');
  }
}

/** Repeats the ends of the last dimension. */
export class ReplicationPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'replicate');
  }
}

/** Repeats the ends of the last two dimensions. */
export class ReplicationPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'replicate');
  }
}

/** Repeats the ends of the last three dimensions. */
export class ReplicationPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'replicate');
  }
}

/** Goes on at the other end of the last dimension. */
export class CircularPad1d extends Pad {
  constructor(padding: Padding) {
    super(1, padding, 'circular');
  }
}

/** Goes on at the other end of the last two dimensions. */
export class CircularPad2d extends Pad {
  constructor(padding: Padding) {
    super(2, padding, 'circular');
  }
}

/** Goes on at the other end of the last three dimensions. */
export class CircularPad3d extends Pad {
  constructor(padding: Padding) {
    super(3, padding, 'circular');
  }
}
