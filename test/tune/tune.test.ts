/** tune: what it tries, what it keeps, what it says of a bad space. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tune } from '../../src/tune/index.js';

const quiet = { onTrial() {} };

test('a grid tries every combination once', async () => {
  const study = await tune(
    { lr: { low: 0.01, high: 1, log: true, points: 3 }, hidden: { choices: [64, 128] } },
    ({ lr, hidden }) => lr * hidden,
    { sampler: 'grid', ...quiet },
  );
  const tried = study.trials.map(({ params }) => [+params.lr.toFixed(6), params.hidden]);
  assert.deepEqual(tried, [
    [0.01, 64],
    [0.01, 128],
    [0.1, 64],
    [0.1, 128],
    [1, 64],
    [1, 128],
  ]);
  assert.deepEqual(study.best.params, { lr: 0.01, hidden: 64 });
});

test('random draws stay in their ranges and repeat with their seed', async () => {
  const space = {
    lr: { low: 1e-4, high: 1e-1, log: true },
    layers: { low: 1, high: 3, int: true },
  } as const;
  const search = (seed: number) =>
    tune(space, ({ lr, layers }) => lr + layers, { trials: 40, seed, ...quiet });
  const [first, again, other] = [await search(1), await search(1), await search(2)];
  const drawn = first.trials.map(({ params }) => params);
  assert.deepEqual(
    again.trials.map(({ params }) => params),
    drawn,
  );
  assert.notDeepEqual(
    other.trials.map(({ params }) => params),
    drawn,
  );
  assert.ok(
    drawn.every(({ lr, layers }) => lr >= 1e-4 && lr <= 1e-1 && [1, 2, 3].includes(layers)),
  );
  assert.equal(new Set(drawn.map(({ layers }) => layers)).size, 3);
});

test('maximising keeps the greatest value', async () => {
  const study = await tune({ x: { choices: [1, 3, 2] } }, ({ x }) => x, {
    sampler: 'grid',
    direction: 'maximize',
    ...quiet,
  });
  assert.equal(study.best.value, 3);
});

test('a trial that fails is kept with its error, and the study goes on', async () => {
  const study = await tune(
    { x: { choices: [1, 2, 3] } },
    ({ x }) => {
      if (x === 1) throw new RangeError('too small');
      return x === 2 ? Number.NaN : x;
    },
    { sampler: 'grid', ...quiet },
  );
  assert.deepEqual(
    study.trials.map(({ state }) => state),
    ['failed', 'failed', 'complete'],
  );
  assert.equal(study.best.value, 3);
});

test('when no trial completes, the last error is told', async () => {
  const failing = tune(
    { x: { choices: [1] } },
    () => {
      throw new Error('no data');
    },
    { sampler: 'grid', ...quiet },
  );
  await assert.rejects(failing, /all 1 trials failed.*no data/);
});

test('a space that cannot be searched is refused before the first trial, by name', async () => {
  const never = () => assert.fail('no trial may run');
  await assert.rejects(tune({}, never), /search space is empty/);
  await assert.rejects(tune({ lr: { low: 1, high: 0.1 } }, never), /'lr' needs low <= high/);
  await assert.rejects(tune({ lr: { low: 0, high: 1, log: true } }, never), /'lr' needs low > 0/);
  await assert.rejects(tune({ n: { choices: [] } }, never), /'n' needs at least one choice/);
  await assert.rejects(
    tune({ lr: { low: 0, high: 1 } }, never, { sampler: 'grid' }),
    /'lr' needs to know how fine/,
  );
  await assert.rejects(
    tune({ x: { choices: [1] } }, never, { trials: 0 }),
    /trials must be a whole number/,
  );
});
