/** Dropout as layers. */
import { type Sole, soleOption, type Tensor } from '../tensor/index.js';
import {
  alphaDropout,
  checkProbability,
  type DropoutOptions,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from './functional/dropout.js';
import { SameSize } from './layer-kind.js';
import { warnOfTrainingMode } from './training-mode.js';

abstract class DropoutBase extends SameSize {
  readonly p: number;
  readonly #drop: (x: Tensor, options: DropoutOptions) => Tensor;

  constructor(drop: (x: Tensor, options: DropoutOptions) => Tensor, p?: Sole<'p', number>) {
    super();
    const owner = this.constructor.name;
    this.p = checkProbability(owner, soleOption(owner, 'p', p, 0.5));
    this.#drop = drop;
  }

  forward(x: Tensor): Tensor {
    if (this.p > 0) warnOfTrainingMode(this, 'drops at random');
    return this.#drop(x, { p: this.p, training: this.training });
  }

  override extraRepr(): string {
    return `p=${this.p}, inplace=False`;
  }
}

/**
 * In training, sets each element to 0 with probability `p`. See Srivastava et al. 2014; PyTorch:
 * `torch.nn.Dropout`.
 * @throws OptionError when `p` is not from 0 to 1.
 */
export class Dropout extends DropoutBase {
  constructor(p?: Sole<'p', number>) {
    super(dropout, p);
  }
}

/** Drops whole channels of `[batch, channels, length]`. */
export class Dropout1d extends DropoutBase {
  constructor(p?: Sole<'p', number>) {
    super(dropout1d, p);
  }
}

/** Drops whole channels of images. See Tompson et al. 2014. */
export class Dropout2d extends DropoutBase {
  constructor(p?: Sole<'p', number>) {
    super(dropout2d, p);
  }
}

/** Drops whole channels of volumes. */
export class Dropout3d extends DropoutBase {
  constructor(p?: Sole<'p', number>) {
    super(dropout3d, p);
  }
}

/** Dropout that keeps mean and variance behind SELU. See Klambauer et al. 2017. */
export class AlphaDropout extends DropoutBase {
  constructor(p?: Sole<'p', number>) {
    super(alphaDropout, p);
  }
}

/** As `AlphaDropout`, by channels. */
export class FeatureAlphaDropout extends DropoutBase {
  constructor(p?: Sole<'p', number>) {
    super(featureAlphaDropout, p);
  }
}
