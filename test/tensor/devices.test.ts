/** Tensors and models on several devices, by PyTorch's `to` and `device`. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import {
  compile,
  DeviceError,
  DeviceMismatchError,
  device,
  manualSeed,
  nn,
  randn,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';

before(async () => {
  process.env.GRADBOOK_CPU_DEVICES = '4';
  await device('cpu');
});

beforeEach(() => manualSeed(1));

test('a tensor says where it is, and goes elsewhere', () => {
  const x = tensor([1, 2, 3]);
  assert.equal(x.device, 'cpu:0');
  const there = x.to('cpu:2');
  assert.deepEqual([there.device, there.dtype, there.toArray()], ['cpu:2', 'float32', [1, 2, 3]]);
  assert.deepEqual([there.add(1).device, there.sum().item(), x.device], ['cpu:2', 6, 'cpu:0']);
  assert.equal(there.to('cpu:2'), there);
  assert.equal(there.to('cpu').device, 'cpu:0');
});

test('tensors and models go to what device() gave', async () => {
  const chosen = await device('cpu');
  assert.equal(tensor([1]).to('cpu:2').to(chosen).device, 'cpu:0');
  assert.equal(new nn.Linear(2, 2).to('cpu:1').to(chosen).weight.device, 'cpu:0');
});

test('what is made for a device lies there; for that of a tensor that nobody put anywhere, anywhere', async () => {
  const there = tensor([1, 2]).to('cpu:3');
  assert.equal(zeros(2, { device: there.device }).device, 'cpu:3');
  assert.equal(randn(2, { device: 'cpu:2' }).device, 'cpu:2');
  const anywhere = zeros([2], { device: tensor([1]).device });
  assert.equal(anywhere.add(there).device, 'cpu:3');
  assert.throws(() => zeros([2], { device: 'cpu:9' }), DeviceError);
});

test('what is pending or recorded belongs to the first device without a run', () => {
  const pending = tensor([1, 2]).mul(2);
  const { executions } = statistics();
  const here = pending.to('cpu:0');
  assert.equal(statistics().executions, executions);
  assert.deepEqual([here.device, here.toArray()], ['cpu:0', [2, 4]]);
  assert.throws(
    () =>
      here
        .add(tensor([1, 2]).to('cpu:1'))
        .sum()
        .item(),
    DeviceMismatchError,
  );
  const twice = compile((x: Tensor) => x.mul(2).to(x.device));
  assert.deepEqual(twice(tensor([3])).toArray(), [6]);
});

test('what nobody put anywhere goes to what it meets', () => {
  const there = tensor([1, 2]).to('cpu:3');
  assert.equal(there.mul(tensor([2, 2])).add(zeros([2])).device, 'cpu:3');
});

test('tensors that were put on two devices do not meet: the error names both, and the layer', () => {
  const [x, y] = [randn([2, 4]).to('cpu:0'), randn([2, 4]).to('cpu:1')];
  const isMismatch = (error: unknown) => {
    assert.ok(error instanceof DeviceMismatchError);
    assert.match(
      error.message,
      /one of shape \[2, 4\] on cpu:0, one of shape \[2, 4\] on cpu:1.*x\.to\('cpu:0'\)/,
    );
    return true;
  };
  assert.throws(() => x.add(y), isMismatch);
  const net = new nn.Sequential(new nn.Linear(4, 3), new nn.Linear(3, 1)).to('cpu:1');
  assert.throws(() => net(x), /on cpu:0.*on cpu:1.*\n.*at model\.0, called from Sequential/);
  assert.equal(net(y).device, 'cpu:1');
});

test('a device that there is not is refused, with those that there are', () => {
  const refused = (label: string, message: RegExp) =>
    assert.throws(
      () => tensor([1]).to(label as 'cpu'),
      (error) => error instanceof DeviceError && message.test(error.message),
    );
  refused(
    'cpu:4',
    /to: there is no device 'cpu:4' here, but cpu:0 to cpu:3\. For more on a CPU, set .*GRADBOOK_CPU_DEVICES/,
  );
  refused('cuda:1', /no device 'cuda:1' here.*await device\('cuda:1'\)/);
});

test('gradients flow between devices, and end where their tensors are', () => {
  const w = tensor([2, 3]).requiresGrad_();
  const u = tensor([1, 1]).to('cpu:2').requiresGrad_();
  const loss = w.mul(w).to('cpu:2').mul(u).sum();
  loss.backward();
  assert.deepEqual(
    [w.grad?.toArray(), u.grad?.toArray()],
    [
      [4, 6],
      [4, 9],
    ],
  );
  assert.deepEqual([w.grad?.device, u.grad?.device], ['cpu:0', 'cpu:2']);
});

test('a model keeps its device when it takes the values of another', () => {
  const [here, there] = [new nn.Linear(2, 2).to('cpu:0'), new nn.Linear(2, 2).to('cpu:1')];
  there.loadStateDict(here.stateDict());
  assert.deepEqual([there.weight.device, here.weight.device], ['cpu:1', 'cpu:0']);
  assert.deepEqual(there.weight.toArray(), here.weight.toArray());
});

test('another device can be the one that all begin on', async () => {
  const { count, description } = await device('cpu:1');
  try {
    assert.equal(count, 4);
    assert.match(description, /cpu:1 of 4$/);
    assert.equal(tensor([1, 2]).add(1).device, 'cpu:1');
    assert.equal(tensor([1, 2]).to('cpu').device, 'cpu:1');
    await assert.rejects(device('cpu:9'), /'cpu:9' can't be used: there are cpu:0 to cpu:3/);
  } finally {
    await device('cpu');
  }
  await assert.rejects(
    device('cpu-js:1'),
    /'cpu-js:1' can't be used: there is one device of this kind/,
  );
});

test('random numbers are the same on every device', async () => {
  const drawn: unknown[] = [];
  for (const label of ['cpu:0', 'cpu:1', 'cpu:3', 'cpu-js'] as const) {
    await device(label);
    manualSeed(5);
    const dropped = nn.functional.dropout(randn([4, 5]), { p: 0.5, training: true });
    drawn.push([dropped.toArray(), new nn.Linear(3, 3).weight.toArray()]);
  }
  await device('cpu');
  for (const one of drawn) assert.deepEqual(one, drawn[0]);
});
