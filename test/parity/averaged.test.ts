/** Averages of weights are PyTorch's: SWA, EMA, with and without buffers, batch norms measured anew. */
import '../tensor/cpu.js';
import { describe, it } from 'node:test';
import { DataLoader, TensorDataset } from '../../src/data/index.js';
import * as nn from '../../src/nn/index.js';
import { SGD, swaUtils } from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { randint, randn } from '../../src/tensor/index.js';
import { assertValues, type Values } from './cases.js';
import { caseGoldens } from './golden.js';

interface AveragedGolden {
  readonly state: Record<string, Values>;
  readonly before: Values;
  readonly after: Values;
}

const avgFn = swaUtils.getEmaAvgFn(0.8);
const models = {
  swa: (net: nn.Sequential) => new swaUtils.AveragedModel(net),
  ema: (net: nn.Sequential) => new swaUtils.AveragedModel(net, { avgFn }),
  'ema with buffers': (net: nn.Sequential) =>
    new swaUtils.AveragedModel(net, { avgFn, useBuffers: true }),
};

describe('As in PyTorch: averaged weights', () => {
  const goldens = caseGoldens('averaged') as Record<string, AveragedGolden>;
  for (const [name, make] of Object.entries(models)) {
    it(name, () => {
      manualSeed(1);
      const net = new nn.Sequential(
        new nn.Linear(6, 8),
        new nn.BatchNorm1d(8),
        new nn.ReLU(),
        new nn.Linear(8, 3),
      );
      const [x, y] = [randn([24, 6]), randint(0, 3, [24])];
      const optimizer = new SGD(net.parameters(), { lr: 0.2 });
      const averaged = make(net);
      for (let i = 0; i < 6; i++) {
        optimizer.zeroGrad();
        nn.functional.crossEntropy(net(x), y).backward();
        optimizer.step();
        averaged.updateParameters(net);
      }
      averaged.eval();
      const trained = net(x);
      const { state, before, after } = goldens[name];
      assertValues(averaged(x), before, 'the result');
      const own = averaged.stateDict();
      for (const [key, value] of Object.entries(state)) {
        if (!key.endsWith('num_batches_tracked')) assertValues(own[key], value, key);
      }
      swaUtils.updateBn(new DataLoader(new TensorDataset(x, y), { batchSize: 8 }), averaged);
      assertValues(averaged(x), after, 'the result with batch norms measured anew');
      const [shape, values] = [[...trained.shape], [...trained.dataSync()]];
      assertValues(net(x), [shape, values], "the trained model's own result");
    });
  }
});
