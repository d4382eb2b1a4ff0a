/** Computes, and trains by `fit`: a process of its own for explain.test.ts. */
import { DataLoader, device, fit, nn, optim, randn, TensorDataset } from '../../src/index.js';

await device('cpu');
const layer = new nn.Linear(3, 4);
const x = randn([2, 3]);
layer(x).mean().item();

const samples = new TensorDataset(randn([16, 3]), randn([16, 4]));
await fit(layer, new DataLoader(samples, { batchSize: 4 }), {
  epochs: 1,
  optimizer: new optim.SGD(layer.parameters(), { lr: 0.1 }),
  criterion: new nn.MSELoss(),
  callbacks: [],
});
