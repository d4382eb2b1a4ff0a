/** Connectionist temporal classification as a module. */
import type { Tensor } from '../../tensor/index.js';
import { type CTCOptions, ctcLoss, type Lengths } from '../functional/losses/index.js';
import { Loss } from './loss.js';

/** Log probabilities `[time, batch, classes]`, labels, and the lengths of both. PyTorch: `torch.nn.CTCLoss`. */
export class CTCLoss extends Loss<
  CTCOptions,
  [logProbabilities: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths]
> {
  constructor(options: CTCOptions = {}) {
    super(options, { reduction: true, blank: true, zeroInfinity: true });
  }

  forward(
    logProbabilities: Tensor,
    targets: Tensor,
    inputLengths: Lengths,
    targetLengths: Lengths,
  ): Tensor {
    return ctcLoss(logProbabilities, targets, inputLengths, targetLengths, this.options);
  }
}
