/** Borders around images. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { compute, imageShape, Transform } from './transform.js';

/** For all sides; left and right, top and bottom; or left, top, right, bottom. */
export type Padding =
  | number
  | readonly [leftRight: number, topBottom: number]
  | readonly [left: number, top: number, right: number, bottom: number];

/** Options of {@link Pad}. */
export interface PadOptions {
  /** `constant` (default): `fill`; `reflect`: mirrored, without the outermost pixel; `symmetric`: with it. */
  paddingMode?: 'constant' | 'reflect' | 'symmetric';
  /** Default 0. */
  fill?: number;
}

/** PyTorch: `torchvision.transforms.Pad`. */
export class Pad extends Transform {
  /** Pixels at each edge: left, top, right, bottom. */
  readonly padding: readonly [left: number, top: number, right: number, bottom: number];
  readonly paddingMode: 'constant' | 'reflect' | 'symmetric';
  readonly fill: number;

  /** @throws TransformError when a padding is not a whole number. */
  constructor(padding: Padding, options: PadOptions = {}) {
    super();
    const { paddingMode, fill } = withDefaults('Pad', options, {
      paddingMode: 'constant',
      fill: 0,
    });
    const [left, top, right = left, bottom = top] =
      typeof padding === 'number' ? [padding, padding] : padding;
    this.padding = [left, top, right, bottom];
    this.paddingMode = paddingMode;
    this.fill = fill;
    if (!this.padding.every((pixels) => Number.isInteger(pixels) && pixels >= 0)) {
      throw new TransformError('Pad', `padding is [${this.padding}]. It is whole numbers from 0.`);
    }
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    imageShape('Pad', batch);
    const [left, top, right, bottom] = this.padding;
    const paddings: [number, number][] = [
      [0, 0],
      [0, 0],
      [top, bottom],
      [left, right],
    ];
    return compute(batch, (images) =>
      this.paddingMode === 'constant'
        ? tf.pad(images, paddings, this.fill)
        : tf.mirrorPad(images, paddings as [[number, number]], this.paddingMode),
    );
  }
}
