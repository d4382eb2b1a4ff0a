/** While `fit` trains, the thread of the event loop compiles nothing: another one does. */
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  DataLoader,
  device,
  fit,
  nn,
  optim,
  randint,
  randn,
  TensorDataset,
} from '../../src/index.js';
import { registered } from '../../src/xla/index.js';

before(() => device('cpu'));

it('fit leaves every compilation to another thread: of steps, smaller last batches and validation', async () => {
  const { compiler } = registered().executor;
  const compile = compiler.compile.bind(compiler);
  const loaderOf = (samples: number) =>
    new DataLoader(new TensorDataset(randn([samples, 7]), randint(0, 3, [samples])), {
      batchSize: 8,
    });
  const [loader, validation] = [loaderOf(27), loaderOf(13)];
  const net = new nn.Sequential(new nn.Linear(7, 5), new nn.ReLU(), new nn.Linear(5, 3));
  // What was there before is computed here.
  for (const parameter of net.parameters()) parameter.dataSync();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const here: number[] = [];
  compiler.compile = (program, devices) => {
    here.push(program.operations);
    return compile(program, devices);
  };
  try {
    const criterion = new nn.CrossEntropyLoss();
    const options = { epochs: 2, optimizer, criterion, validation, callbacks: [] };
    const { epochs, mode } = await fit(net, loader, options);
    assert.equal(mode.kind, 'compiled');
    assert.ok(epochs.every(({ validationAccuracy }) => Number(validationAccuracy) >= 0));
  } finally {
    compiler.compile = compile;
  }
  assert.deepEqual(here, []);
});
