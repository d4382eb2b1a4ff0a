/** What changes each image by a few changes that it draws for itself. */
import type { Generator } from '../../../random/index.js';
import type { Tensor } from '../../../tensor/index.js';
import { INTERPOLATIONS, type Interpolation } from '../affine.js';
import { checkChoice } from '../checks.js';
import { checkFill, type Fill } from '../fill.js';
import { drawEach } from '../per-sample.js';
import { compute, floatImageShape, Transform } from '../transform.js';
import { changed, DRAWN } from './changes.js';

/** Options of the transforms that choose among changes. */
export interface AugmentationOptions {
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /** What is seen where a moved image doesn't reach. Default: 0, to which edges fade. */
  fill?: Fill;
}

export abstract class Augmentation extends Transform {
  readonly interpolation: Interpolation;
  readonly fill: Fill | undefined;
  readonly #turns: number;

  /**
   * @param turns how many changes an image undergoes, one after the other
   * @throws TransformError when there is no such interpolation.
   */
  constructor(turns: number, { interpolation = 'nearest', fill }: AugmentationOptions) {
    super();
    checkChoice(this.constructor.name, 'interpolation', interpolation, INTERPOLATIONS);
    if (fill !== undefined) checkFill(this.constructor.name, fill);
    this.#turns = turns;
    this.interpolation = interpolation;
    this.fill = fill;
  }

  /** One image's changes, in turn: of each the numbers of `drawnChange`. */
  abstract draw(generator: Generator, height: number, width: number): number[];

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape(this.constructor.name, batch);
    return compute(batch, (images) => {
      const drawn = drawEach(samples, DRAWN * this.#turns, (generator) =>
        this.draw(generator, height, width),
      );
      let made = images;
      for (let turn = 0; turn < this.#turns; turn++) made = changed(made, drawn, turn, this);
      return made;
    });
  }
}
