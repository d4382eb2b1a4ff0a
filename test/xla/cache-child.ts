/** Trains a small network by hand and by `fit`; prints the losses and what the engine counted as JSON, its last line. */
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
import { statistics } from '../../src/xla/index.js';
import { trainByHand } from '../train/by-hand.js';

await device('cpu');
manualSeed(0);
const net = new nn.Sequential(new nn.Linear(6, 5), new nn.ReLU(), new nn.Linear(5, 3));
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
const dataset = new TensorDataset(randn([12, 6]), randint(0, 3, [12]));
const loader = new DataLoader(dataset, { batchSize: 4, shuffle: true });

const losses = trainByHand({ net, loader, optimizer, criterion }, 1);
const { stepLosses } = await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });

const { compilations, loads } = statistics();
console.log(JSON.stringify({ losses: [...losses, ...stepLosses], compilations, loads }));
