/** Activations as layers. */
import {
  checkWhole,
  full,
  OptionError,
  type Sole,
  soleOption,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';
import * as F from './functional/activation.js';
import { SameSize } from './layer-kind.js';
import { checkChoice, checkNumber, showFloat } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** max(x, 0) */
export class ReLU extends SameSize {
  forward(x: Tensor): Tensor {
    return x.relu();
  }
}

/** x kept between 0 and 6. */
export class ReLU6 extends SameSize {
  forward(x: Tensor): Tensor {
    return F.relu6(x);
  }
}

/** 1 / (1 + exp(-x)) */
export class Sigmoid extends SameSize {
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/** The hyperbolic tangent. */
export class Tanh extends SameSize {
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

/** x * P(X <= x) for a normal X. See Hendrycks & Gimpel 2016. */
export class GELU extends SameSize {
  readonly approximate: 'none' | 'tanh';

  constructor(options: F.GeluOptions = {}) {
    super();
    const { approximate } = withDefaults('GELU', options, { approximate: 'none' });
    this.approximate = checkChoice('GELU', 'approximate', approximate, ['none', 'tanh']);
  }

  forward(x: Tensor): Tensor {
    return F.gelu(x, { approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}

/** x * sigmoid(x) */
export class SiLU extends SameSize {
  forward(x: Tensor): Tensor {
    return F.silu(x);
  }
}

/** x * tanh(softplus(x)). See Misra 2019. */
export class Mish extends SameSize {
  forward(x: Tensor): Tensor {
    return F.mish(x);
  }
}

/** x where positive, `negativeSlope` * x elsewhere. */
export class LeakyReLU extends SameSize {
  readonly negativeSlope: number;

  constructor(negativeSlope?: Sole<'negativeSlope', number>) {
    super();
    this.negativeSlope = checkNumber(
      'LeakyReLU',
      'negativeSlope',
      soleOption('LeakyReLU', 'negativeSlope', negativeSlope, 0.01),
    );
  }

  forward(x: Tensor): Tensor {
    return F.leakyRelu(x, this.negativeSlope);
  }

  override extraRepr(): string {
    return `negative_slope=${this.negativeSlope}`;
  }
}

export interface PReLUOptions {
  /** One slope for all, or one for each channel. Default 1. */
  numParameters?: number;
  /** Where slopes begin. Default 0.25. */
  init?: number;
}

/** As `LeakyReLU`, with slopes that are learnt. See He et al. 2015. */
export class PReLU extends SameSize {
  /** `[numParameters]` */
  weight: Parameter;

  constructor(options: PReLUOptions = {}) {
    super();
    const { numParameters, init } = withDefaults('PReLU', options, {
      numParameters: 1,
      init: 0.25,
    });
    checkWhole('PReLU', 'numParameters', numParameters, 1);
    this.weight = new Parameter(full([numParameters], init));
  }

  forward(x: Tensor): Tensor {
    return F.prelu(x, this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.weight.numel()}`;
  }
}

/** As `LeakyReLU`, with slopes drawn in training. */
export class RReLU extends SameSize {
  /** The least slope. */
  readonly lower: number;
  /** The greatest slope. */
  readonly upper: number;

  constructor(options: Omit<F.RreluOptions, 'training'> = {}) {
    super();
    const { lower, upper } = withDefaults('RReLU', options, { lower: 1 / 8, upper: 1 / 3 });
    this.lower = lower;
    this.upper = upper;
  }

  forward(x: Tensor): Tensor {
    return F.rrelu(x, { lower: this.lower, upper: this.upper, training: this.training });
  }

  override extraRepr(): string {
    return `lower=${this.lower}, upper=${this.upper}`;
  }
}

/**
 * x where positive, alpha * (exp(x) - 1) elsewhere: it levels off at -`alpha`. See Clevert et al. 2015.
 */
export class ELU extends SameSize {
  readonly alpha: number;

  constructor(alpha?: Sole<'alpha', number>) {
    super();
    this.alpha = checkNumber('ELU', 'alpha', soleOption('ELU', 'alpha', alpha, 1));
  }

  forward(x: Tensor): Tensor {
    return F.elu(x, this.alpha);
  }

  override extraRepr(): string {
    return `alpha=${showFloat(this.alpha)}`;
  }
}

/** As `ELU` of x / `alpha`, times `alpha`, which makes it smooth. See Barron 2017. */
export class CELU extends SameSize {
  readonly alpha: number;

  constructor(alpha?: Sole<'alpha', number>) {
    super();
    this.alpha = checkNumber('CELU', 'alpha', soleOption('CELU', 'alpha', alpha, 1));
  }

  forward(x: Tensor): Tensor {
    return F.celu(x, this.alpha);
  }

  override extraRepr(): string {
    return `alpha=${showFloat(this.alpha)}`;
  }
}

/** ELU with the two constants that keep mean and variance. See Klambauer et al. 2017. */
export class SELU extends SameSize {
  forward(x: Tensor): Tensor {
    return F.selu(x);
  }
}

/** x kept between `minVal` and `maxVal`. @throws OptionError unless `minVal` is below `maxVal`. */
export class Hardtanh extends SameSize {
  readonly minVal: number;
  readonly maxVal: number;

  constructor(options: F.HardtanhOptions = {}) {
    super();
    const { minVal, maxVal } = withDefaults('Hardtanh', options, { minVal: -1, maxVal: 1 });
    if (!(minVal < maxVal)) {
      throw new OptionError('Hardtanh', 'minVal', minVal, `less than maxVal = ${maxVal}`);
    }
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  forward(x: Tensor): Tensor {
    return F.hardtanh(x, { minVal: this.minVal, maxVal: this.maxVal });
  }

  override extraRepr(): string {
    return `min_val=${showFloat(this.minVal)}, max_val=${showFloat(this.maxVal)}`;
  }
}

/** A sigmoid of straight lines. See Howard et al. 2019. */
export class Hardsigmoid extends SameSize {
  forward(x: Tensor): Tensor {
    return F.hardsigmoid(x);
  }
}

/** x * hardsigmoid(x). See Howard et al. 2019. */
export class Hardswish extends SameSize {
  forward(x: Tensor): Tensor {
    return F.hardswish(x);
  }
}

/** x where its size is over `lambd`, 0 elsewhere. */
export class Hardshrink extends SameSize {
  readonly lambd: number;

  constructor(lambd?: Sole<'lambd', number>) {
    super();
    this.lambd = checkNumber('Hardshrink', 'lambd', soleOption('Hardshrink', 'lambd', lambd, 0.5));
  }

  forward(x: Tensor): Tensor {
    return F.hardshrink(x, this.lambd);
  }

  override extraRepr(): string {
    return `${this.lambd}`;
  }
}

/** x brought towards 0 by `lambd`. */
export class Softshrink extends SameSize {
  readonly lambd: number;

  constructor(lambd?: Sole<'lambd', number>) {
    super();
    this.lambd = checkNumber('Softshrink', 'lambd', soleOption('Softshrink', 'lambd', lambd, 0.5));
  }

  forward(x: Tensor): Tensor {
    return F.softshrink(x, this.lambd);
  }

  override extraRepr(): string {
    return `${this.lambd}`;
  }
}

/** x - tanh(x) */
export class Tanhshrink extends SameSize {
  forward(x: Tensor): Tensor {
    return F.tanhshrink(x);
  }
}

/** x / (1 + |x|) */
export class Softsign extends SameSize {
  forward(x: Tensor): Tensor {
    return F.softsign(x);
  }
}

/** log(1 + exp(beta x)) / beta */
export class Softplus extends SameSize {
  readonly beta: number;
  readonly threshold: number;

  constructor(options: F.SoftplusOptions = {}) {
    super();
    const { beta, threshold } = withDefaults('Softplus', options, { beta: 1, threshold: 20 });
    this.beta = beta;
    this.threshold = threshold;
  }

  forward(x: Tensor): Tensor {
    return F.softplus(x, { beta: this.beta, threshold: this.threshold });
  }

  override extraRepr(): string {
    return `beta=${showFloat(this.beta)}, threshold=${showFloat(this.threshold)}`;
  }
}

/** log(sigmoid(x)) */
export class LogSigmoid extends SameSize {
  forward(x: Tensor): Tensor {
    return F.logsigmoid(x);
  }
}

/** x where it is over `threshold`, `value` elsewhere. */
export class Threshold extends SameSize {
  constructor(
    readonly threshold: number,
    readonly value: number,
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return F.threshold(x, this.threshold, this.value);
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}`;
  }
}

/** The first half of a dimension times the sigmoid of the second. */
export class GLU extends Module {
  readonly dim: number;

  /** @param dim The dimension that is halved. */
  constructor(dim?: Sole<'dim', number>) {
    super();
    this.dim = checkNumber('GLU', 'dim', soleOption('GLU', 'dim', dim, -1));
  }

  /** The size of `dim` is halved in the output's shape. */
  forward(x: Tensor): Tensor {
    return F.glu(x, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** Shares that sum to 1 along `dim`. */
export class Softmax extends SameSize {
  readonly dim: number;

  constructor(dim: Sole<'dim', number>) {
    super();
    this.dim = checkNumber('Softmax', 'dim', soleOption('Softmax', 'dim', dim, undefined));
  }

  forward(x: Tensor): Tensor {
    return x.softmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** The softmax of -x. */
export class Softmin extends SameSize {
  readonly dim: number;

  /** @param dim The dimension along which they sum to 1. */
  constructor(dim: Sole<'dim', number>) {
    super();
    this.dim = checkNumber('Softmin', 'dim', soleOption('Softmin', 'dim', dim, undefined));
  }

  forward(x: Tensor): Tensor {
    return F.softmin(x, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** The softmax over channels, of `[batch, channels, height, width]`. */
export class Softmax2d extends SameSize {
  forward(x: Tensor): Tensor {
    return x.softmax(-3);
  }
}

/** The logarithm of `Softmax`, along `dim`. */
export class LogSoftmax extends SameSize {
  readonly dim: number;

  constructor(dim: Sole<'dim', number>) {
    super();
    this.dim = checkNumber('LogSoftmax', 'dim', soleOption('LogSoftmax', 'dim', dim, undefined));
  }

  forward(x: Tensor): Tensor {
    return x.logSoftmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
