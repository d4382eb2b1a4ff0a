/** `check` judges a model: each kind of check passes where it should, fails where it should, and says why. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import {
  type CheckOptions,
  type CheckResult,
  check,
  DataLoader,
  manualSeed,
  nn,
  noGrad,
  type Tensor,
  TensorDataset,
  tensor,
} from '../../src/index.js';

/** Two classes by the sign of the first of two numbers; the second means nothing. */
class Sign extends nn.Module {
  fc = new nn.Linear(2, 2);

  constructor() {
    super();
    noGrad(() => {
      this.fc.weight.copy_(
        tensor([
          [-2, 0],
          [2, 0],
        ]),
      );
      this.fc.bias?.copy_(tensor([0, 0]));
    });
  }

  forward(x: Tensor): Tensor {
    return this.fc(x);
  }
}

const COUNT = 100;
const rows = Array.from({ length: COUNT }, (_, i) => [i % 2 === 0 ? -1 - i : 1 + i, i / 10]);

/** @param wrong the samples whose label isn't what the model says */
function loader(wrong: readonly number[] = [], batchSize = 32): DataLoader {
  const labels = rows.map(([x], i) => Number(x > 0 !== wrong.includes(i)));
  return new DataLoader(new TensorDataset(tensor(rows), tensor(Int32Array.from(labels))), {
    batchSize,
  });
}

const intervals = { resamples: 200 };

// The table would be printed.
const { log } = console;
let printed: unknown[] = [];
beforeEach(() => {
  manualSeed(0);
  printed = [];
  console.log = (text) => printed.push(text);
});
afterEach(() => {
  console.log = log;
});

async function only(options: Partial<CheckOptions>, net: nn.Module = new Sign()) {
  const { results } = await check(net, { data: loader(), intervals, ...options });
  assert.equal(results.length, 1);
  return results[0];
}

function judged(result: CheckResult, status: CheckResult['status'], says: Record<string, unknown>) {
  assert.equal(result.status, status, JSON.stringify(result));
  for (const [part, text] of Object.entries(says)) {
    const value = String(Reflect.get(result, part));
    if (text instanceof RegExp) assert.match(value, text);
    else assert.equal(value, text);
  }
}

test('a figure must reach its bound with its whole interval, or by its value where that is asked for', async () => {
  const data = loader([0, 1, 2, 3]);
  judged(await only({ data, metrics: { accuracy: 0.9 } }), 'passed', {
    found: /^0\.96 \(0\.9\d to \d/,
    wanted: 'at least 0.9',
  });
  judged(await only({ data, metrics: { accuracy: 0.95 } }), 'failed', { detail: /by chance/ });
  const by = 'value';
  judged(await only({ data, metrics: { accuracy: { atLeast: 0.95, by } } }), 'passed', {});
  judged(await only({ data, metrics: { accuracy: { atLeast: 0.97, by } } }), 'failed', {});
  judged(await only({ data, metrics: { sure: { metric: 'recall', atMost: 0.5 } } }), 'failed', {
    name: 'sure',
    wanted: 'at most 0.5',
  });
});

test('a bare number is the most that a loss may be', async () => {
  judged(await only({ metrics: { logLoss: 0.5 } }), 'passed', { wanted: 'at most 0.5' });
  const data = loader([0, 1, 2, 3]);
  judged(await only({ data, metrics: { logLoss: 0.5 } }), 'failed', {});
});

test('a slice that is far worse than the rest fails, if it is large and it is not by chance', async () => {
  const wrong = [1, 3, 5, 7, 9, 11, 13, 15];
  const slices = { early: ({ position }: { position: number }) => position < 40 };
  judged(await only({ data: loader(wrong), slices }), 'failed', {
    found: 'worst true: 0.8 (rest 1)',
    wanted: 'accuracy at most 0.1 worse',
  });
  judged(await only({ data: loader([1, 51, 52]), slices }), 'passed', { found: /^worst/ });
  const large = { early: { by: slices.early, atMostWorse: 0.3 } };
  judged(await only({ data: loader(wrong), slices: large }), 'passed', {});
  const few = { few: ({ position }: { position: number }) => position < 16 };
  judged(await only({ data: loader(wrong), slices: few }), 'passed', {
    detail: 'Too small to judge: true',
  });
});

test('what must not change an answer is tried on all samples, and those that change are named', async () => {
  const second = (x: Tensor) => x.mul(tensor([1, -1]));
  judged(await only({ invariance: { second } }), 'passed', { found: '100 % of 100 the same' });
  const first = (x: Tensor) => x.add(tensor([50, 0]));
  judged(await only({ invariance: { first } }), 'failed', {
    found: '75 % of 100 the same',
    detail: 'Others: samples 0, 2, 4, 6, 8 and 20 more',
  });
  const lenient = { first: { change: first, atLeast: 0.7 } };
  judged(await only({ invariance: lenient }), 'passed', { wanted: 'at least 70 %' });
});

test('what must move an answer must move it that way, also where the probability is 1 already', async () => {
  const more = (x: Tensor) => x.add(tensor([1, 0]));
  const direction = { more: { change: more, expect: 'increase' } } as const;
  judged(await only({ direction }), 'passed', { found: '100 % of 100 increase' });
  const other = { more: { change: more, expect: 'increase', of: 0 } } as const;
  judged(await only({ direction: other }), 'failed', { found: '0 % of 100 increase' });
  const nothing = { same: { change: (x: Tensor) => x, expect: 'decrease' } } as const;
  judged(await only({ direction: nothing }), 'failed', {});
});

test('a model that can learn fits a batch and is as it was; one that is frozen does not', async () => {
  const net = new nn.Sequential(new nn.Linear(2, 16), new nn.Dropout(), new nn.Linear(16, 2));
  const before = net.parameters().map((parameter) => parameter.toArray());
  judged(await only({ overfit: { lr: 0.05 } }, net), 'passed', {
    found: /^loss .* after \d+ steps$/,
  });
  assert.deepEqual(
    net.parameters().map((parameter) => parameter.toArray()),
    before,
  );
  assert.ok(net.modules().every(({ training }) => training));
  assert.ok(net.parameters().every(({ grad }) => grad === undefined));

  const stuck = new nn.Sequential(new nn.Linear(2, 2), new nn.ReLU(), new Always());
  judged(await only({ overfit: { steps: 20 } }, stuck), 'failed', {
    found: 'loss 0.6931 after 20 steps',
  });
  judged(await only({ overfit: { fresh: () => net, lr: 0.05 } }, stuck), 'passed', {});
});

/** Loses what it is given. */
class Always extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.mul(0);
  }
}

/** Its gradient is half of what it should be, in all of the weight or in a part. */
class Halved extends nn.Module {
  weight = new nn.Parameter(
    tensor([
      [0.3, -0.2],
      [0.1, 0.4],
    ]),
  );

  constructor(readonly part: Tensor) {
    super();
  }

  forward(x: Tensor): Tensor {
    const { weight, part } = this;
    return x.mul(0.05).matmul(weight.mul(part).add(weight.detach().mul(part.neg().add(1))));
  }
}

test('gradients that are not the slope of the loss are found, also where only a part is missing', async () => {
  const good = new nn.Sequential(new nn.Linear(2, 8), new nn.Tanh(), new nn.Linear(8, 2));
  judged(await only({ gradients: true }, good), 'passed', { found: /^relative error/ });
  const halved = new Halved(
    tensor([
      [0.5, 0.5],
      [0.5, 0.5],
    ]),
  );
  judged(await only({ gradients: true }, halved), 'failed', {
    found: /relative error 0\.(49|5).* at weight$/,
  });
  const lacking = new Halved(
    tensor([
      [0, 1],
      [1, 1],
    ]),
  );
  judged(await only({ gradients: true }, lacking), 'failed', { found: /at weight$/ });
});

test('samples of the test data that are in the training data are named', async () => {
  const train = new TensorDataset(
    tensor([[5, 5], ...rows.slice(10, 13)]),
    tensor(Int32Array.of(0, 0, 1, 0)),
  );
  judged(await only({ leaks: { train } }), 'failed', {
    found: '3 of 100 (3 %)',
    detail: 'Test samples 10 (training sample 1), 11 (training sample 2), 12 (training sample 3)',
  });
  judged(await only({ leaks: { train: new DataLoader(train), atMost: 3 } }), 'passed', {});
});

test('a model is as fast as asked for, by itself or beside another', async () => {
  judged(await only({ speed: { atMost: 0, repeats: 2 } }), 'failed', {
    found: /^\d.* ms for 32 samples$/,
    wanted: 'at most 0 ms',
  });
  const speed = { baseline: new Sign(), ratioAtMost: 1e6, repeats: 2 };
  judged(await only({ speed }), 'passed', { found: /times the baseline$/ });
});

test('models of numbers and of one logit are checked too', async () => {
  const data = new DataLoader(new TensorDataset(tensor(rows), tensor(rows.map(([x]) => [4 * x]))), {
    batchSize: 50,
  });
  class Difference extends Sign {
    override forward(x: Tensor): Tensor {
      return this.fc(x).matmul(tensor([[-1], [1]]));
    }
  }
  const net = new Difference();
  const numbers = await check(net, {
    task: 'regression',
    data,
    metrics: { r2: 0.99, meanSquaredError: 1e-6 },
    slices: { half: { by: ({ position }) => position < 50, atMostWorse: 0.1 } },
    invariance: { second: (x) => x.mul(tensor([1, -1])) },
    direction: { more: { change: (x) => x.add(1), expect: 'increase' } },
    gradients: true,
    intervals,
  });
  assert.equal(String(numbers).includes('6 of 6 checks passed'), true, String(numbers));
  const binary = await check(net, {
    task: 'binary',
    data: loader(),
    metrics: { accuracy: 0.9 },
    direction: { more: { change: (x) => x.add(1), expect: 'increase' } },
    intervals,
  });
  assert.ok(binary.passed, String(binary));
});

test('a check that can not be made says why, and the others are made', async () => {
  const report = await check(new Sign(), {
    data: loader(),
    invariance: {
      broken: () => {
        throw new RangeError('too far');
      },
      fine: (x) => x,
    },
  });
  const [broken, fine] = report.results;
  judged(broken, 'error', { detail: 'too far' });
  judged(fine, 'passed', {});
  assert.equal(report.passed, false);
  assert.throws(() => report.assertPassed(), {
    name: 'CheckError',
    message: '1 check(s) did not pass.\n  broken (invariance): too far',
  });
});

test('what is described wrongly is told before anything runs', async () => {
  const data = loader();
  const wrong: [object, RegExp][] = [
    [{ data, metrics: { acuracy: 0.9 } }, /no metric 'acuracy'\. Did you mean 'accuracy'/],
    [{ data, metrics: { accuracy: {} } }, /metrics\.accuracy must be a number, \{ atLeast \}/],
    [{ data, invarance: {} }, /no option 'invarance'\. Did you mean 'invariance'/],
    [{ metrics: {} }, /data must be a DataLoader/],
    [{ data, metrics: { accuracy: { atleast: 0.9 } } }, /no option 'atleast'/],
    [{ data, overfit: { step: 3 } }, /check: overfit has no option 'step'\. Did you mean 'steps'/],
    [
      { data, direction: { a: { change: (x: Tensor) => x, expect: 'more' } } },
      /direction\.a\.expect must be 'increase' or 'decrease', got more/,
    ],
    [{ data, speed: {} }, /speed must be \{ atMost \}/],
    [{ data, task: 'regression', slices: { a: 'a' } }, /slices\.a\.atMostWorse must be a number/],
    [{ data }, /the number of checks must be at least 1.*got 0/],
  ];
  for (const [options, message] of wrong) {
    await assert.rejects(check(new Sign(), options as CheckOptions), message);
  }
  assert.deepEqual(printed, []);
});

test('a program prints the table; a notebook shows it once, with what the command line reads', async () => {
  const options = { data: loader(), title: 'Signs', invariance: { same: (x: Tensor) => x } };
  await check(new Sign(), options);
  assert.match(String(printed[0]), /^Signs: 1 of 1 checks passed\nCheck +Kind +Result/);

  const bundles: Record<string, unknown>[] = [];
  const notebook = Symbol.for('gradbook.notebook');
  Reflect.set(globalThis, notebook, {
    display: (bundle: Record<string, unknown>) => bundles.push(bundle),
  });
  try {
    const report = await check(new Sign(), options);
    const [bundle] = bundles;
    assert.deepEqual(bundle['application/vnd.gradbook.checks.v1+json'], {
      title: 'Signs',
      results: report.results,
    });
    assert.match(String(bundle['text/html']), /<b>Signs: 1 of 1 checks passed<\/b>/);
    const last = Reflect.get(report, Symbol.for('Jupyter.display')).call(report);
    assert.deepEqual(last, { 'text/plain': 'Signs: 1 of 1 checks passed' });
  } finally {
    Reflect.deleteProperty(globalThis, notebook);
  }
});
