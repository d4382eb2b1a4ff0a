/** Trains on the first device and on all, with batches that don't divide evenly; says how far the losses are apart. */
import {
  DataLoader,
  device,
  fit,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  TensorDataset,
} from '../../src/index.js';

async function lossesOn(devices: 1 | 'all') {
  manualSeed(1);
  const dataset = new TensorDataset(randn([500, 1, 12, 12]), randint(0, 10, [500]));
  const net = new nn.Sequential(
    new nn.Conv2d(1, 8, 3),
    new nn.BatchNorm2d(8),
    new nn.ReLU(),
    new nn.Flatten(),
    new nn.Dropout(0.2),
    new nn.Linear(800, 10),
  );
  return fit(net, new DataLoader(dataset, { batchSize: 61, shuffle: true }), {
    epochs: 1,
    optimizer: new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 }),
    criterion: new nn.CrossEntropyLoss(),
    callbacks: [],
    devices,
  });
}

await device();
const [one, all] = [await lossesOn(1), await lossesOn('all')];
const differences = one.stepLosses.map((loss, i) => Math.abs(loss - all.stepLosses[i]));
console.log(JSON.stringify({ devices: all.devices, largestDifference: Math.max(...differences) }));
