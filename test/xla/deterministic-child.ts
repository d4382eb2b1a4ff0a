/** Trains by a loop by hand and by `fit`; prints a hash of all bits that came of it. */
import { createHash } from 'node:crypto';
import {
  DataLoader,
  deterministic,
  device,
  fit,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  TensorDataset,
} from '../../src/index.js';

console.log = () => {};
await device('cpu');
deterministic(true);
manualSeed(5);
const data = new TensorDataset(randn([96, 1, 12, 12]), randint(0, 4, [96]));
const loader = new DataLoader(data, { batchSize: 16, shuffle: true });
const net = new nn.Sequential(
  new nn.Conv2d(1, 8, 3, { padding: 1 }),
  new nn.BatchNorm2d(8),
  new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Flatten(),
  new nn.Dropout(0.2),
  new nn.Linear(288, 64),
  new nn.Linear(64, 4),
);
const optimizer = new optim.AdamW(net.parameters());
const criterion = new nn.CrossEntropyLoss();
for (const [x, y] of loader) {
  optimizer.zeroGrad();
  criterion(net(x), y).backward();
  optimizer.step();
}
const { stepLosses } = await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });
const hash = createHash('sha256').update(Float64Array.from(stepLosses));
for (const tensor of [...net.parameters(), ...net.buffers()]) hash.update(tensor.dataSync());
process.stdout.write(hash.digest('hex'));
