/** Weights as torchvision's models draw them once more, after their layers have drawn their own. */
import { Conv2d, init, Linear, type Module, type Parameter } from '../nn/index.js';

/** How the weights of each kind of layer are drawn. */
export interface WeightRules {
  readonly conv: (weight: Parameter, layer: Conv2d) => void;
  readonly linear: (weight: Parameter, layer: Linear) => void;
}

/** Draws the weights of all convolutions and linear layers, in their order; biases become 0. */
export function drawWeights(model: Module, { conv, linear }: WeightRules): void {
  for (const layer of model.modules()) {
    if (layer instanceof Conv2d) conv(layer.weight, layer);
    else if (layer instanceof Linear) linear(layer.weight, layer);
    else continue;
    if (layer.bias) init.zeros_(layer.bias);
  }
}

/** As of He et al. 2015, by what comes out of a convolution. */
export const byFanOut = (weight: Parameter): void => {
  init.kaimingNormal_(weight, { mode: 'fanOut', nonlinearity: 'relu' });
};

/** Normal numbers of a hundredth. */
export const ofHundredths = (weight: Parameter): void => {
  init.normal_(weight, 0, 0.01);
};
