/** A small training with dropout, momentum and a last batch that is smaller, for tests of `fit`. */
import {
  DataLoader,
  manualSeed,
  nn,
  optim,
  randn,
  type Tensor,
  TensorDataset,
} from '../../src/index.js';

export const FEATURES = 20;
const SAMPLES = 200;
const BATCH = 32;
/** Of an epoch. */
export const STEPS = Math.ceil(SAMPLES / BATCH);

export interface Training {
  net: nn.Sequential;
  loader: DataLoader<[Tensor, Tensor]>;
  optimizer: optim.Optimizer;
  criterion: nn.CrossEntropyLoss;
}

/** The same numbers at each call. */
export function smallTraining(): Training {
  manualSeed(7);
  const loader = new DataLoader(points(), { batchSize: BATCH, shuffle: true });
  const net = new nn.Sequential(
    new nn.Linear(FEATURES, 16),
    new nn.ReLU(),
    new nn.Dropout(0.25),
    new nn.Linear(16, 2),
  );
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
  return { net, loader, optimizer, criterion: new nn.CrossEntropyLoss() };
}

/** Points whose class is where their first features' sum lies. */
function points(): TensorDataset {
  const inputs = randn([SAMPLES, FEATURES]);
  const sums = inputs.narrow(1, 0, 5).sum(1);
  return new TensorDataset(inputs, sums.gt(0).to('int32'));
}

/** The values of all parameters, one after the other. */
export function weightsOf(net: nn.Module): number[] {
  return net.parameters().flatMap((parameter) => Array.from(parameter.dataSync()));
}
