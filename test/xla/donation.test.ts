import assert from 'node:assert/strict';
import { test } from 'node:test';
import { donations } from '../../src/xla/graph/donation.js';
import { StableHlo } from '../../src/xla/graph/stablehlo.js';

test('an update takes the memory of its own old value, and a gradient takes none', () => {
  const hlo = new StableHlo('cpu');
  const [weight, velocity] = [0, 1].map((place) => hlo.argument(place, 'f32', [3, 2]));
  const [x, dy] = [hlo.argument(2, 'f32', [4, 2]), hlo.argument(3, 'f32', [4, 3])];
  const gradient = hlo.dot(dy, x, { contract: [[0], [0]] });
  // Weight decay makes the velocity depend on the weight too.
  const slope = hlo.add(gradient, hlo.multiply(weight, 0.01));
  const nextVelocity = hlo.add(hlo.multiply(velocity, 0.9), slope);
  const nextWeight = hlo.subtract(weight, hlo.multiply(nextVelocity, 0.1));
  const donors = new Set([weight.name, velocity.name]);

  const pairs = donations([gradient, nextWeight, nextVelocity], donors, (v) => hlo.operandsOf(v));

  assert.deepEqual(Object.fromEntries(pairs), { [weight.name]: 1, [velocity.name]: 2 });
});

test('a value is computed from what the regions of its operation name', () => {
  const hlo = new StableHlo('cpu');
  const [start, other] = [0, 1].map((place) => hlo.argument(place, 'f32', [2]));
  const [end] = hlo.while(
    [start],
    () => hlo.constant(0, 'i1'),
    ([carried]) => [hlo.add(carried, other)],
  );
  const names = hlo.operandsOf(end).map(({ name }) => name);
  assert.ok(names.includes(start.name) && names.includes(other.name), names.join());
});
