/** fit and evaluate on several devices: the numbers of one device, whatever the batches; clear errors. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  DataLoader,
  type Devices,
  device,
  evaluate,
  type FitOptions,
  fit,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  type Tensor,
  TensorDataset,
} from '../../src/index.js';
import { watchRuns } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';

before(async () => {
  process.env.GRADBOOK_CPU_DEVICES = '4';
  await device('cpu');
});

const SAMPLES = 50;

/** Batch norm and dropout look at the batch as a whole, and draw for each of its samples. */
const networks = {
  mlp: () => [
    new nn.Linear(9, 8),
    new nn.BatchNorm1d(8),
    new nn.ReLU(),
    new nn.Dropout(0.3),
    new nn.Linear(8, 3),
  ],
  cnn: () => [
    new nn.Unflatten(1, [1, 3, 3]),
    new nn.Conv2d(1, 2, 2),
    new nn.BatchNorm2d(2),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(2, 3),
  ],
};

function training(network: keyof typeof networks, batchSize: number) {
  manualSeed(3);
  const dataset = new TensorDataset(randn([SAMPLES, 9]), randint(0, 3, [SAMPLES]));
  const net = new nn.Sequential(...networks[network]());
  return {
    net,
    loader: new DataLoader(dataset, { batchSize, shuffle: true }),
    optimizer: new optim.SGD(net.parameters(), { lr: 0.05, momentum: 0.9 }),
  };
}

async function trained(
  network: keyof typeof networks,
  batchSize: number,
  options: Partial<FitOptions>,
) {
  const { net, loader, optimizer } = training(network, batchSize);
  const history = await fit(net, loader, {
    epochs: 2,
    optimizer,
    criterion: new nn.CrossEntropyLoss(),
    validation: loader,
    callbacks: [],
    ...options,
  });
  const state = Object.entries(net.stateDict()).map(([name, value]) => [
    name,
    [...value.dataSync()],
  ]);
  return { net, loader, history, state: Object.fromEntries(state) as Record<string, number[]> };
}

type Trained = Awaited<ReturnType<typeof trained>>;

function assertSame(actual: Trained, expected: Trained): void {
  const figures = ({ history, state }: Trained) => ({
    state,
    losses: history.stepLosses,
    validation: history.epochs.map(({ validationLoss, validationAccuracy }) => [
      validationLoss,
      validationAccuracy,
    ]),
  });
  assertClose(figures(actual), figures(expected), 1e-5);
}

// 50 samples: batches that the devices share evenly and not, and a last one that is smaller, or has fewer samples than
// there are devices.
for (const [network, batchSize, devices] of [
  ['cnn', 16, 'all'],
  ['mlp', 14, 3],
  ['mlp', 6, ['cpu:0', 'cpu:2']],
] as const) {
  test(`devices: ${JSON.stringify(devices)} trains as one device does: ${network}, batch ${batchSize}`, async () => {
    const alone = await trained(network, batchSize, {});
    const sharers = new Set<number>();
    watchRuns(({ executable }) => sharers.add(executable.devices.length));
    const together = await trained(network, batchSize, { devices });
    watchRuns(undefined);
    assert.deepEqual(together.history.mode, { kind: 'compiled' });
    assert.deepEqual(alone.history.devices, ['cpu:0']);
    const all = ['cpu:0', 'cpu:1', 'cpu:2', 'cpu:3'];
    const named = typeof devices === 'number' ? all.slice(0, devices) : devices;
    assert.deepEqual(together.history.devices, named === 'all' ? all : named);
    assert.ok(sharers.has(together.history.devices.length), 'no program ran on all of them');
    assertSame(together, alone);
  });
}

test('a run that goes step by step is shared out too', async () => {
  const cross = new nn.CrossEntropyLoss();
  const criterion = (outputs: Tensor, targets: Tensor) => {
    const loss = cross(outputs, targets);
    loss.item();
    return loss;
  };
  const alone = await trained('mlp', 15, { criterion });
  const together = await trained('mlp', 15, { criterion, devices: 'all' });
  assert.equal(together.history.mode.kind, 'step by step');
  assertSame(together, alone);
});

test('evaluate shares out its batches and gives the same figures', () => {
  const { net, loader } = training('mlp', 15);
  const [alone, together] = [evaluate(net, loader), evaluate(net, loader, { devices: 'all' })];
  assertClose(together.loss, alone.loss, 1e-5);
  assert.equal(alone.accuracy, together.accuracy);
});

test('devices that there are not are refused, with those that there are', async () => {
  const refused = (devices: unknown, message: RegExp) =>
    assert.rejects(trained('mlp', 16, { devices: devices as Devices }), message);
  await refused(
    5,
    /^FitError: fit: devices must be a whole number from 1 to 4, got 5: there are cpu:0, .*cpu:3.* set .*GRADBOOK_CPU_DEVICES/,
  );
  await refused(0, /from 1 to 4, got 0/);
  await refused(1.5, /from 1 to 4, got 1.5/);
  await refused(
    ['cpu:0', 'cpu:7'],
    /^DeviceError: fit: there is no device 'cpu:7' here, but cpu:0 to cpu:3/,
  );
  await refused(['cuda:0'], /no device 'cuda:0'.*await device\('cuda:0'\)/);
  await refused([], /'all', a number or a list of names/);
  await refused('everything', /'all', a number or a list of names/);
  await refused(
    ['cpu:1', 'cpu:2'],
    /the model is on cpu:0, which is not among devices.*net\.to\('cpu:1'\)/,
  );
});

test('other backends have one device, and say so', async () => {
  await device('cpu-js');
  try {
    await assert.rejects(
      trained('mlp', 16, { devices: 2 }),
      /devices needs XLA, and 'cpu-js' is one device/,
    );
  } finally {
    await device('cpu');
  }
});
