/** tune: what it tries, what it keeps, what it says of a bad space. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrialPruned, tune } from '../../src/tune/index.js';

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

test('trials run together get lists, and the last ones are fewer', async () => {
  const sizes: number[] = [];
  const study = await tune(
    { x: { choices: [1, 2, 3, 4, 5] } },
    (params, trials) => {
      sizes.push(params.length);
      trials[0].report(params[0].x, 0);
      return params.map(({ x }) => (x === 4 ? Number.NaN : x));
    },
    { sampler: 'grid', together: 3, ...quiet },
  );
  assert.deepEqual(sizes, [3, 2]);
  const found = study.trials.map((trial) =>
    trial.state === 'complete' ? trial.value : trial.state,
  );
  assert.deepEqual(found, [1, 2, 3, 'failed', 5]);
  assert.deepEqual(
    study.trials.map(({ reports }) => reports.length),
    [1, 0, 0, 1, 0],
  );
  const short = tune({ x: { choices: [1, 2] } }, () => [1], {
    sampler: 'grid',
    together: 2,
    ...quiet,
  });
  await assert.rejects(short, /a list of 2 numbers, one for each trial/);
  const half = tune({ x: { choices: [1] } }, () => [1], { together: 0.5, ...quiet });
  await assert.rejects(half, /together must be a whole number above 0, got 0.5/);
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

test('TPE learns from the trials so far: it comes nearer than random draws, for nearly every seed', async () => {
  const space = {
    x: { low: -10, high: 10 },
    lr: { low: 1e-5, high: 1, log: true },
    n: { low: 1, high: 8, int: true },
    kind: { choices: ['a', 'b', 'c'] },
  } as const;
  const best = async (sampler: 'tpe' | 'random', seed: number) => {
    const study = await tune(
      space,
      ({ x, lr, n, kind }) =>
        (x - 2) ** 2 + 3 * (Math.log10(lr) + 2) ** 2 + (n - 3) ** 2 + (kind === 'b' ? 0 : 1),
      { sampler, seed, trials: 100, ...quiet },
    );
    return study.best.value;
  };
  let wins = 0;
  for (let seed = 0; seed < 10; seed++) {
    if ((await best('tpe', seed)) < (await best('random', seed))) wins += 1;
  }
  assert.ok(wins >= 9, `${wins} of 10`);
});

test('an objective that is told to stop returns, or throws TrialPruned', async () => {
  const study = await tune(
    { x: { choices: [0, 1, 2, 3, 4, 9, 8] } },
    ({ x }, trial) => {
      trial.report(x, 0);
      if (x === 8) throw new TrialPruned();
      if (trial.shouldPrune()) return;
      return x;
    },
    { sampler: 'grid', pruner: 'median', ...quiet },
  );
  assert.deepEqual(
    study.trials.map(({ state }) => state),
    [...new Array(5).fill('complete'), 'pruned', 'pruned'],
  );
  assert.equal(study.best.value, 0);
});

test('one that goes on reporting after it was told to stop is complete', async () => {
  const study = await tune(
    { x: { choices: [0, 1, 2, 3, 4, 9] } },
    ({ x }, trial) => {
      trial.report(x, 0);
      trial.shouldPrune();
      trial.report(x, 1);
      return x;
    },
    { sampler: 'grid', pruner: 'median', ...quiet },
  );
  assert.ok(study.trials.every(({ state }) => state === 'complete'));
});

test('a report that is none says what it should be', async () => {
  const study = await tune(
    { x: { choices: [1, 2] } },
    ({ x }, trial) => {
      if (x === 1) trial.report(0, 0.5);
      return x;
    },
    { sampler: 'grid', ...quiet },
  );
  const [first] = study.trials;
  assert.ok(first.state === 'failed');
  assert.match(first.error.message, /step must be a whole number.*The value comes first/);
});

test('what is noted about a trial is kept with it, and what JSON can not say is refused', async () => {
  const study = await tune(
    { x: { choices: [1, 2] } },
    ({ x }, trial) => {
      trial.setUserAttr('twice', 2 * x);
      assert.throws(() => trial.setUserAttr('loop', () => 1), /setUserAttr.*what JSON can say/);
      return x;
    },
    { sampler: 'grid', ...quiet },
  );
  assert.deepEqual(
    study.trials.map(({ userAttrs }) => userAttrs),
    [{ twice: 2 }, { twice: 4 }],
  );
});
