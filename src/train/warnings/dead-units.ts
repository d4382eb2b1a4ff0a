/** ReLU units that give 0 whatever comes in: no gradient passes, so they never learn again. */
import type { DataLoader } from '../../data/index.js';
import { type Module, ReLU } from '../../nn/index.js';
import type { Tensor } from '../../tensor/index.js';
import { inEvalMode } from '../eval-mode.js';
import { lookInOrder } from './in-order.js';

/** A share of dead units that is worth saying. */
const MANY = 0.9;

/** A text about the layer with the most dead units on the first batch, if there are many. */
export function deadUnits(net: Module, loader: DataLoader): string | undefined {
  const shares = lookInOrder(loader, (inputs) => sharesOfDead(net, inputs)) ?? [];
  const [worst] = shares.sort((a, b) => b.share - a.share);
  if (!(worst?.share > MANY)) return undefined;
  return (
    `${(100 * worst.share).toFixed(0)} % of the units before ${worst.path} give 0 for every sample: ` +
    'they are dead, no gradient passes them. Make the model anew with a lower learning rate, or take nn.LeakyReLU.'
  );
}

/** Of each ReLU, the share of its units that give 0 for all samples of `inputs`. */
function sharesOfDead(net: Module, inputs: Tensor): { path: string; share: number }[] {
  const shares: { path: string; share: number }[] = [];
  const watched = net
    .namedModules()
    .filter((entry): entry is [string, ReLU] => entry[1] instanceof ReLU);
  for (const [path, relu] of watched) {
    const { forward } = relu;
    // An own property hides the method until it is deleted.
    Object.defineProperty(relu, 'forward', {
      configurable: true,
      value(x: Tensor) {
        const output = forward.call(relu, x);
        const alive = output
          .gt(0)
          .float()
          .reshape([output.shape[0], -1])
          .max(0)
          .values.mean()
          .item();
        shares.push({ path: path || 'the ReLU', share: 1 - alive });
        return output;
      },
    });
  }
  try {
    inEvalMode(net, () => net(inputs));
  } finally {
    for (const [, relu] of watched) Reflect.deleteProperty(relu, 'forward');
  }
  return shares;
}
