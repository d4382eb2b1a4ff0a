/** A weight as a length and a direction. See {@link https://arxiv.org/abs/1602.07868 | Salimans & Kingma 2016}. */
import type { Tensor } from '../../tensor/index.js';
import { Module } from '../module.js';

/** Length times direction. */
export class WeightNorm extends Module {
  constructor(readonly dim: number | null) {
    super();
  }

  forward(length: Tensor, direction: Tensor): Tensor {
    return direction.mul(length.div(this.#norm(direction)));
  }

  rightInverse(weight: Tensor): [length: Tensor, direction: Tensor] {
    return [this.#norm(weight), weight];
  }

  #norm(weight: Tensor): Tensor {
    const { dim } = this;
    if (dim === null) return weight.square().sum().sqrt();
    const others = weight.shape.map((_, i) => i).filter((i) => i !== dim);
    return weight.square().sum(others, { keepdim: true }).sqrt();
  }
}
