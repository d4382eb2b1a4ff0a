/** Gradbook's `tune` over the learning rate and momentum of a small classifier, some trials at a time or one by one. */
import {
  DataLoader,
  device,
  fit,
  fitMany,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  TensorDataset,
  tune,
} from '../../src/index.js';
import { serve } from '../serve.js';

const SPACE = {
  lr: { low: 1e-3, high: 1e-1, log: true },
  momentum: { low: 0.1, high: 0.95 },
} as const;
const EPOCHS = 3;

await device('cpu');
manualSeed(0);
const loader = new DataLoader(new TensorDataset(randn([2048, 64]), randint(0, 10, [2048])), {
  batchSize: 64,
  shuffle: true,
});
const criterion = new nn.CrossEntropyLoss();
const made = () => new nn.Sequential(new nn.Linear(64, 128), new nn.ReLU(), new nn.Linear(128, 10));

interface Request {
  readonly together: number;
  readonly trials: number;
}

const parameters = made()
  .parameters()
  .reduce((sum, parameter) => sum + parameter.numel(), 0);
await serve({ parameters }, async (request) => {
  const { together, trials } = request as Request;
  const options = { trials, sampler: 'random', onTrial: () => {} } as const;
  const start = performance.now();
  if (together === 1) {
    await tune(
      SPACE,
      async (params) => {
        const net = made();
        const optimizer = new optim.SGD(net.parameters(), params);
        const { epochs } = await fit(net, loader, {
          epochs: EPOCHS,
          optimizer,
          criterion,
          callbacks: [],
        });
        return epochs[EPOCHS - 1].loss;
      },
      options,
    );
  } else {
    await tune(
      SPACE,
      async (candidates) => {
        const nets = candidates.map(made);
        const optimizers = nets.map((net, i) => new optim.SGD(net.parameters(), candidates[i]));
        const losses = await fitMany(nets, loader, { epochs: EPOCHS, optimizers, criterion });
        return losses.map((means) => means[EPOCHS - 1]);
      },
      { ...options, together },
    );
  }
  return { milliseconds: (performance.now() - start) / trials };
});
