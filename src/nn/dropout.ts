/** Dropout as a layer. */
import type { Tensor } from '../tensor/index.js';
import { checkProbability, dropout } from './functional/dropout.js';
import { Module } from './module.js';

/**
 * In training, sets each element to 0 with probability `p`. See Srivastava et al. 2014; PyTorch:
 * `torch.nn.Dropout`.
 * @throws OptionError when `p` is not from 0 to 1.
 */
export class Dropout extends Module {
  readonly p: number;

  constructor(p = 0.5) {
    super();
    this.p = checkProbability('Dropout', p);
  }

  forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }

  override extraRepr(): string {
    return `p=${this.p}, inplace=False`;
  }
}
