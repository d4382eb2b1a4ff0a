/** The training loop as a person writes it, which `fit` must give the same numbers as. */
import type { Optimizer } from '../../src/optim/index.js';
import type { Tensor } from '../../src/tensor/index.js';

interface Loop<In> {
  readonly net: (inputs: In) => Tensor;
  readonly loader: Iterable<readonly [inputs: In, targets: Tensor]>;
  readonly optimizer: Optimizer;
  readonly criterion: (outputs: Tensor, targets: Tensor) => Tensor;
}

/** @returns the loss of each step */
export function trainByHand<In>(
  { net, loader, optimizer, criterion }: Loop<In>,
  epochs: number,
  afterStep = () => {},
): number[] {
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const [inputs, targets] of loader) {
      optimizer.zeroGrad();
      const loss = criterion(net(inputs), targets);
      loss.backward();
      optimizer.step();
      losses.push(loss.item());
      afterStep();
    }
  }
  return losses;
}
