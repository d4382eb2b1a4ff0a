/** The mistakes that everyone makes: each is said once, with what to do, and a sound run says nothing. */
import assert from 'node:assert/strict';
import { before, type TestContext, test } from 'node:test';
import { ImageDataset } from '../../src/data/image-dataset.js';
import {
  DataLoader,
  device,
  type FitOptions,
  fit,
  manualSeed,
  nn,
  noGrad,
  optim,
  randint,
  randn,
  Subset,
  type Tensor,
  TensorDataset,
  tensor,
} from '../../src/index.js';
import { FEATURES, smallTraining } from './small-training.js';

before(async () => {
  await device('cpu');
});

/** What is warned of from here on. */
function warnings(t: TestContext): () => string[] {
  const { mock } = t.mock.method(console, 'warn', () => {});
  return () => mock.calls.map(({ arguments: [text] }) => String(text));
}

/** Trains with all that is not given as in a sound run. */
async function train(
  given: Partial<FitOptions> & { net?: nn.Module; loader?: DataLoader; lr?: number } = {},
) {
  const { loader: soundLoader, criterion } = smallTraining();
  const { net = smallTraining().net, loader = soundLoader, lr = 0.05, ...options } = given;
  const optimizer = new optim.SGD(net.parameters(), { lr });
  return fit(net, loader, { epochs: 1, optimizer, criterion, callbacks: [], ...options });
}

const loaderOf = (inputs: Tensor, targets: Tensor, batchSize = 20) =>
  new DataLoader(new TensorDataset(inputs, targets), { batchSize, shuffle: true });

test('a sound run warns of nothing', async (t) => {
  const said = warnings(t);
  await train({ epochs: 4 });
  assert.deepEqual(said(), []);
});

test('a softmax before the cross entropy', async (t) => {
  const said = warnings(t);
  const net = new nn.Sequential(new nn.Linear(FEATURES, 2), new nn.Softmax(1));
  const criterion = new nn.CrossEntropyLoss();
  await train({ net, criterion });
  await train({ net, criterion });
  assert.equal(said().length, 1, 'once for a loss');
  assert.match(said()[0], /ends in a softmax.*Leave the softmax out/s);
});

test('parameters that the loss does not depend on, by name', async (t) => {
  const said = warnings(t);
  class Forgetful extends nn.Module {
    used = new nn.Linear(FEATURES, 2);
    forgotten = new nn.Linear(FEATURES, 2);
    forward(x: Tensor) {
      return this.used(x);
    }
  }
  await train({ net: new Forgetful() });
  assert.match(said()[0], /does not depend on forgotten\.weight, forgotten\.bias/);
});

test('data that are not shuffled', async (t) => {
  const said = warnings(t);
  const { dataset } = smallTraining().loader;
  await train({ loader: new DataLoader(dataset, { batchSize: 20 }) });
  assert.match(said()[0], /not shuffled.*shuffle: true/s);
});

test('inputs that are not normalised; looking at them draws no random number', async (t) => {
  const said = warnings(t);
  await train({ loader: loaderOf(randn([60, FEATURES]).mul(100), randint(0, 2, [60])) });
  assert.match(said()[0], /inputs go up to .*Normalize/s);
});

test('the numbers that an embedding takes may be large', async (t) => {
  const said = warnings(t);
  const net = new nn.Sequential(new nn.Embedding(100, 2), new nn.Flatten(), new nn.Linear(6, 2));
  await train({ net, loader: loaderOf(randint(0, 100, [60, 3]), randint(0, 2, [60])) });
  assert.deepEqual(said(), []);
});

test('a batch of one sample before a batch norm', async (t) => {
  const said = warnings(t);
  const net = new nn.Sequential(
    new nn.Linear(FEATURES, 4),
    new nn.BatchNorm1d(4),
    new nn.Linear(4, 2),
  );
  const loader = loaderOf(randn([61, FEATURES]), randint(0, 2, [61]));
  await train({ net, loader }).catch(() => {});
  assert.match(said()[0], /last batch of each epoch is one.*dropLast: true/s);
});

test('labels out of range, by their number', async (t) => {
  const said = warnings(t);
  const labels = tensor(
    Array.from({ length: 60 }, (_, i) => 1 + (i % 2)),
    [60],
    'int32',
  );
  await train({ loader: loaderOf(randn([60, FEATURES]), labels) });
  assert.match(said()[0], /label out of range: 2.*has 2 outputs, for the classes 0 to 1/s);
});

test('inputs and targets that are missing, by their place', async (t) => {
  const said = warnings(t);
  const inputs = randn([60, FEATURES]);
  noGrad(() => inputs.setAt([23, 1], NaN));
  await train({ loader: loaderOf(inputs, randint(0, 2, [60])) });
  assert.match(said()[0], /because of the inputs: sample 23 of the dataset has NaN at place 1\./);
  assert.equal(said().length, 1);
  const targets = randn([60, 1]);
  noGrad(() => targets.setAt(41, Infinity));
  const net = new nn.Linear(FEATURES, 1);
  const loader = loaderOf(randn([60, FEATURES]), targets);
  await train({ net, loader, criterion: new nn.MSELoss() });
  assert.match(
    said().at(-1) ?? '',
    /of the targets: sample 41 of the dataset has Infinity at place 0/,
  );
});

test('numbers that an embedding has no row for', async (t) => {
  const said = warnings(t);
  const net = new nn.Sequential(new nn.Embedding(5, 4), new nn.Flatten(), new nn.Linear(12, 2));
  const numbers = randint(0, 5, [60, 3]);
  numbers.setAt([30, 2], 7);
  await train({ net, loader: loaderOf(numbers, randint(0, 2, [60])) });
  assert.match(said()[0], /a number out of range: 7, and 0 has 5 rows, for 0 to 4/);
});

test('a loss that becomes NaN, with the learning rate', async (t) => {
  const said = warnings(t);
  const net = new nn.Linear(FEATURES, 1);
  const loader = loaderOf(randn([60, FEATURES]), randn([60, 1]));
  await train({ net, loader, criterion: new nn.MSELoss(), lr: 1e9, epochs: 9 });
  assert.ok(
    said().some((text) => /NaN from step \d+ on.*learning rate \(1000000000\)/s.test(text)),
  );
});

test('a loss that grows', async (t) => {
  const said = warnings(t);
  const net = new nn.Linear(FEATURES, 1);
  const loader = loaderOf(randn([60, FEATURES]), randn([60, 1]));
  await train({ net, loader, criterion: new nn.MSELoss(), lr: 3, epochs: 3 });
  assert.match(said()[0], /loss grows/);
});

test('a loss that stands still, and dead units if they are why', async (t) => {
  const said = warnings(t);
  const loader = loaderOf(randn([60, FEATURES]), randint(0, 2, [60]));
  await train({ loader, lr: 0, epochs: 3, net: new nn.Linear(FEATURES, 2) });
  assert.match(said()[0], /does not move.*another learning rate/s);
  const net = new nn.Sequential(new nn.Linear(FEATURES, 8), new nn.ReLU(), new nn.Linear(8, 2));
  noGrad(() => net.parameters()[1].fill_(-100));
  await train({ net, loader, lr: 1e-4, epochs: 3 });
  assert.match(said()[1], /100 % of the units before 1 give 0.*dead/s);
});

test('validation samples of tensors that are training samples too', async (t) => {
  const said = warnings(t);
  const [inputs, targets] = [randn([60, FEATURES]), randint(0, 2, [60])];
  const part = (from: number, length: number) =>
    loaderOf(inputs.narrow(0, from, length), targets.narrow(0, from, length));
  await train({ loader: part(0, 40), validation: part(40, 20) });
  assert.deepEqual(said(), []);
  await train({ loader: part(0, 40), validation: part(30, 20) });
  assert.match(said()[0], /50 % of the validation samples are training samples too/);
});

test('no samples that repeat by themselves, as those of few categories', async (t) => {
  const said = warnings(t);
  const categories = () =>
    loaderOf(randint(0, 2, [40, 1]).float().expand([40, FEATURES]), randint(0, 2, [40]));
  await train({ loader: categories(), validation: categories() });
  assert.deepEqual(said(), []);
});

test('validation samples that are training samples too', async (t) => {
  const said = warnings(t);
  manualSeed(3);
  const pixels = () => Uint8Array.from({ length: 40 * 16 }, (_, i) => ((i * 7919) % 251) % 20);
  const digits = () =>
    new ImageDataset(
      {
        images: { data: pixels(), shape: [40, 4, 4] },
        labels: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
      },
      { train: true, classes: ['0', '1'], transform: (x: Tensor) => x.float().div(20) },
    );
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const part = (from: number, to: number) => new Subset(digits(), range(from, to));
  const loader = (from: number, to: number) =>
    new DataLoader(part(from, to), { batchSize: 8, shuffle: true });
  const net = new nn.Sequential(new nn.Flatten(), new nn.Linear(16, 2));
  await train({ net, loader: loader(0, 32), validation: loader(32, 40) });
  assert.deepEqual(said(), []);
  await train({ net, loader: loader(0, 32), validation: loader(24, 40) });
  assert.match(said()[0], /50 % of the validation samples are training samples too/);
});
