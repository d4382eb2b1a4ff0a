/** Losses of numbers as modules. */
import type { Tensor } from '../../tensor/index.js';
import { warnOfDivergence } from '../functional/losses/class-mistakes.js';
import {
  type GaussianOptions,
  gaussianNllLoss,
  type HuberOptions,
  huberLoss,
  type KLDivOptions,
  type LossOptions,
  l1Loss,
  mseLoss,
  type PoissonOptions,
  poissonNllLoss,
  type SmoothL1Options,
  smoothL1Loss,
} from '../functional/losses/index.js';
import { klDivOf } from '../functional/losses/kl-divergence.js';
import { Loss } from './loss.js';

/** Squared differences. Shapes are equal. PyTorch: `torch.nn.MSELoss`. */
export class MSELoss extends Loss<LossOptions> {
  constructor(options: LossOptions = {}) {
    super(options, { reduction: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this.options);
  }
}

/** Absolute differences. Shapes are equal. PyTorch: `torch.nn.L1Loss`. */
export class L1Loss extends Loss<LossOptions> {
  constructor(options: LossOptions = {}) {
    super(options, { reduction: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this.options);
  }
}

/** Squared differences up to `beta`, absolute ones beyond it. Shapes are equal. PyTorch: `torch.nn.SmoothL1Loss`. */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  constructor(options: SmoothL1Options = {}) {
    super(options, { reduction: true, beta: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}

/** Squared differences up to `delta`, absolute ones beyond it. Shapes are equal. PyTorch: `torch.nn.HuberLoss`. */
export class HuberLoss extends Loss<Omit<HuberOptions, 'weight'>> {
  constructor(options: Omit<HuberOptions, 'weight'> = {}) {
    super(options, { reduction: true, delta: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.options);
  }
}

/** Rates, or their logarithms, and counts. Shapes are equal. PyTorch: `torch.nn.PoissonNLLLoss`. */
export class PoissonNLLLoss extends Loss<PoissonOptions> {
  constructor(options: PoissonOptions = {}) {
    super(options, { reduction: true, logInput: true, full: true, eps: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, this.options);
  }
}

/**
 * Means, numbers and variances. Shapes are equal, or the variances' last dimension is 1. PyTorch:
 * `torch.nn.GaussianNLLLoss`.
 */
export class GaussianNLLLoss extends Loss<
  GaussianOptions,
  [input: Tensor, target: Tensor, variance: Tensor]
> {
  constructor(options: GaussianOptions = {}) {
    super(options, { reduction: true, full: true, eps: true });
  }

  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(input, target, variance, this.options);
  }
}

/** Log probabilities and probabilities. Shapes are equal. PyTorch: `torch.nn.KLDivLoss`. */
export class KLDivLoss extends Loss<KLDivOptions> {
  constructor(options: KLDivOptions = {}) {
    super(options, { reduction: true, logTarget: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    warnOfDivergence(this, input, target, this.options.logTarget ?? false);
    return klDivOf(input, target, this.options);
  }
}
