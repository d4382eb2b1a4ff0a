/** Models that are trained side by side learn what each learns alone. */
import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import { DataLoader, TensorDataset } from '../../src/data/index.js';
import { device } from '../../src/device/index.js';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { randint, randn } from '../../src/tensor/index.js';
import { FitError, fit, fitMany } from '../../src/train/index.js';
import { statistics } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';
import { describeEach } from '../parity/each-backend.js';

const criterion = new nn.CrossEntropyLoss();

/** Two widths, four learning rates, two momenta; BatchNorm's buffers are learnt too. */
const SETTINGS = [
  { width: 4, lr: 0.1, momentum: 0.9 },
  { width: 4, lr: 0.01, momentum: 0.9 },
  { width: 6, lr: 0.05, momentum: 0 },
  { width: 4, lr: 0.02, momentum: 0.5 },
];

function models() {
  return SETTINGS.map(({ width, ...options }, seed) => {
    manualSeed(seed);
    const net = new nn.Sequential(
      new nn.Linear(5, width),
      new nn.BatchNorm1d(width),
      new nn.ReLU(),
      new nn.Linear(width, 3),
    );
    return { net, optimizer: new optim.SGD(net.parameters(), options) };
  });
}

/** 27 samples in batches of 8: the last one is smaller. */
function loader() {
  manualSeed(9);
  const set = new TensorDataset(randn([27, 5]), randint(0, 3, [27]));
  return new DataLoader(set, { batchSize: 8, shuffle: true });
}

test('models of one structure are one program, whatever their learning rates, momenta and decays', async () => {
  await device('cpu');
  const train = async (rates: readonly number[]) => {
    const nets = rates.map(() => new nn.Linear(5, 3));
    const optimizers = nets.map((net, i) => {
      const options = { lr: rates[i], momentum: 1 - rates[i], weightDecay: rates[i] / 10 };
      return new optim.SGD(net.parameters(), options);
    });
    const { compilations } = statistics();
    await fitMany(nets, loader(), { epochs: 1, optimizers, criterion });
    return statistics().compilations - compilations;
  };
  const first = await train([0.1, 0.2, 0.3]);
  assert.equal(await train([0.1, 0.2, 0.3, 0.4, 0.5]), first);
  // Putting other numbers side by side is compiled once more.
  await train([0.4, 0.5, 0.6]);
  assert.equal(await train([0.7, 0.8, 0.9]), 0);
});

describeEach('fitMany', () => {
  it('gives each model the losses and weights that fit gives it', async () => {
    const together = models();
    const losses = await fitMany(
      together.map(({ net }) => net),
      loader(),
      { epochs: 3, optimizers: together.map(({ optimizer }) => optimizer), criterion },
    );
    for (const [i, { net, optimizer }] of models().entries()) {
      const { epochs } = await fit(net, loader(), {
        epochs: 3,
        optimizer,
        criterion,
        callbacks: [],
      });
      const alone = epochs.map(({ loss }) => loss);
      assertClose(losses[i], alone, 1e-5, `the loss of model ${i}`);
      const expected = net.stateDict();
      for (const [key, value] of Object.entries(together[i].net.stateDict())) {
        const difference = value.sub(expected[key]).abs().max().item();
        assert.ok(difference < 1e-4, `model ${i}, ${key}: ${difference}`);
      }
    }
  });

  it('draws dropout for each model of its own', async () => {
    const nets = [0, 1].map(() => {
      manualSeed(0);
      return new nn.Sequential(new nn.Linear(5, 64), new nn.Dropout(0.5), new nn.Linear(64, 3));
    });
    const optimizers = nets.map((net) => new optim.SGD(net.parameters(), { lr: 0.1 }));
    const [first, second] = await fitMany(nets, loader(), { epochs: 1, optimizers, criterion });
    assert.notDeepEqual(first, second);
  });

  it('says what it can not use', async () => {
    const [{ net }] = models();
    const none = fitMany([net], loader(), { epochs: 1, optimizers: [], criterion });
    await assert.rejects(none, (error) => {
      assert.ok(error instanceof FitError);
      assert.match(error.message, /1 models and 0 optimizers/);
      return true;
    });
  });
});
