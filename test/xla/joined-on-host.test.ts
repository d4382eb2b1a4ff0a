/** Small tensors that are picked one by one and joined: whichever they are, nothing is compiled for it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  cat,
  compile,
  device,
  manualSeed,
  randint,
  stack,
  type Tensor,
  tensor,
} from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';

before(async () => {
  await device('cpu');
  manualSeed(0);
});

/** A replay memory: states from the host, and what the device has made of them. */
function memory(count: number): { states: Tensor[]; values: Tensor[] } {
  const states = Array.from({ length: count }, (_, i) => tensor([[i, -i]]));
  const values = states.map((state) => {
    const value = state.sum(1).add(1);
    value.item();
    return value;
  });
  return { states, values };
}

test('picks from a memory, some of them twice, compile no program each', () => {
  const { states, values } = memory(30);
  const before = statistics().compilations;
  for (let turn = 0; turn < 10; turn++) {
    const picked = randint(0, 30, [20 + (turn % 3)]).tolist() as number[];
    const batch = cat(picked.map((i) => states[i]));
    assert.deepEqual(
      batch.toArray(),
      picked.map((i) => [i, -i]),
    );
    const ones = stack(picked.map((i) => values[i]));
    assert.deepEqual([...ones.dataSync()], new Array(picked.length).fill(1));
  }
  assert.equal(statistics().compilations, before);
});

test('gradients flow to what was joined', () => {
  const parts = Array.from({ length: 12 }, (_, i) => tensor([i]).float().requiresGrad_());
  cat(parts).square().sum().backward();
  assert.deepEqual(
    parts.map(({ grad }) => grad?.item()),
    parts.map((_, i) => 2 * i),
  );
});

test('a recorded function joins what it is given, also where a captured tensor changes later', () => {
  const parts = Array.from({ length: 10 }, (_, i) => tensor([i]).float());
  const joined = compile((x: Tensor) => cat([...parts, x]).sum());
  assert.equal(joined(tensor([5]).float()).item(), 50);
  parts[0].add_(100);
  assert.equal(joined(tensor([7]).float()).item(), 152);
});
