/** A run is steered while it trains: pause, resume, stop, learning rate, listeners. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Callback,
  device,
  FitError,
  fit,
  nn,
  optim,
  progress,
  type Run,
  type Tensor,
} from '../../src/index.js';
import { StepRate } from '../../src/train/callbacks/step-rate.js';
import { STEPS, smallTraining, weightsOf } from './small-training.js';

before(async () => {
  await device('cpu');
});

function start(epochs: number, callbacks: readonly Callback[] = []): Run {
  const { net, loader, optimizer, criterion } = smallTraining();
  return fit(net, loader, { epochs, optimizer, criterion, callbacks });
}

const next = (run: Run, event: 'steps' | 'epoch') =>
  new Promise((resolve) => {
    const end = run.on(event, (value: unknown) => {
      end();
      resolve(value);
    });
  });

test('a paused run trains nothing until it is resumed, and ends with the same weights', async () => {
  const whole = start(3);
  await whole;
  const run = start(3);
  await next(run, 'epoch');
  run.pause();
  await delay(0);
  const { length } = run.history.stepLosses;
  await delay(50);
  assert.equal(run.state, 'paused');
  assert.equal(run.history.stepLosses.length, length);
  run.resume();
  await run;
  assert.equal(run.state, 'finished');
  assert.deepEqual(weightsOf(run.net), weightsOf(whole.net));
});

test('stop ends a run early, also a paused one; what was trained stays', async () => {
  const said: string[] = [];
  const run = start(1000, [progress((line) => said.push(line))]);
  await next(run, 'epoch');
  run.pause();
  run.stop('seen enough');
  const history = await run;
  assert.equal(run.state, 'stopped');
  assert.equal(history.stopped, 'seen enough');
  assert.equal(said.at(-1), 'fit stops: seen enough');
  assert.ok(history.stepLosses.length >= STEPS && history.stepLosses.length < 100 * STEPS);
});

test('a learning rate that is set takes effect from the next step on', async () => {
  const run = start(4);
  await next(run, 'epoch');
  run.lr = 0;
  const frozen = weightsOf(run.net);
  const { epochs } = await run;
  assert.deepEqual(weightsOf(run.net), frozen);
  assert.deepEqual(
    epochs.map(({ lr }) => lr),
    [0.01, 0, 0, 0],
  );
});

test('a history grows while its run goes on, and listeners hear of each epoch', async () => {
  const run = start(3);
  const heard: number[] = [];
  run.on('epoch', ({ epoch }) => heard.push(epoch + 100 * run.history.epochs.length));
  await run;
  assert.deepEqual(heard, [101, 202, 303]);
  // @ts-expect-error: no such event
  assert.throws(() => run.on('batch', () => {}), FitError);
});

test('training goes on without a callback or a listener that fails, and says so', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  let calls = 0;
  const run = start(3, [
    {
      onEpochEnd() {
        calls++;
        throw new Error('no disk');
      },
    },
  ]);
  run.on('epoch', () => {
    throw new Error('no ear');
  });
  run.on('epoch', () => Promise.reject(new Error('no file')));
  assert.equal((await run).epochs.length, 3);
  assert.equal(calls, 1);
  assert.equal(said.mock.callCount(), 3);
});

test('a pause counts neither as time of training nor in the rate of steps', async (t) => {
  const HOUR = 3600e3;
  let now = 0;
  t.mock.method(performance, 'now', () => ++now);
  const rate = new StepRate();
  const run = start(3, [{ onStart: (run) => rate.note(run), onSteps: (run) => rate.note(run) }]);
  await next(run, 'epoch');
  run.pause();
  now += HOUR;
  assert.ok(run.pausedSeconds > HOUR / 1000 - 1);
  run.resume();
  const { epochs } = await run;
  for (const { seconds } of epochs) assert.ok(seconds < 60, `${seconds} s`);
  assert.ok(rate.overall > 1, `${rate.overall} steps a second`);
});

test('the recent rate of steps leaves the slow beginning behind', (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const run = start(1);
  const rate = new StepRate();
  const pass = (seconds: number, steps: number) => {
    now += 1000 * seconds;
    run.history.stepLosses.push(...new Array<number>(steps).fill(0));
    rate.note(run);
  };
  pass(0, 0);
  pass(60, 1);
  for (let i = 0; i < 20; i++) pass(1, 50);
  assert.equal(rate.recent, 50);
  assert.ok(rate.overall < 20);
  run.stop();
});

test('a run of short epochs that goes step by step lets other code steer it', async () => {
  await device('cpu-js');
  try {
    const run = start(1e6);
    setTimeout(() => run.stop('seen enough'), 50);
    assert.equal((await run).stopped, 'seen enough');
  } finally {
    await device('cpu');
  }
});

test('a run lets other code have their turns while it trains', async () => {
  const run = start(200);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await run;
  clearInterval(timer);
  assert.ok(turns > 3, `${turns} turns`);
});

test('slow steps that go one by one let other code have a turn after each', async () => {
  const { net, loader, optimizer } = smallTraining();
  const slow = new nn.CrossEntropyLoss();
  const criterion = (output: Tensor, labels: Tensor) => {
    const loss = slow(output, labels);
    // What is read keeps the step from being compiled; then it takes longer than other code may wait.
    loss.item();
    for (const end = performance.now() + 11; performance.now() < end; );
    return loss;
  };
  let turns = 0;
  let pending: NodeJS.Immediate | undefined;
  const turn = () => {
    turns++;
    pending = setImmediate(turn);
  };
  turn();
  const history = await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });
  clearImmediate(pending);
  assert.equal(history.mode.kind, 'step by step');
  assert.ok(turns >= history.stepLosses.length, `${turns} turns`);
});

test('what other code makes while a run goes step by step is not freed by it', async () => {
  await device('cpu-js');
  try {
    const { randn } = await import('../../src/index.js');
    const run = start(300);
    await next(run, 'steps');
    const large = randn([128, 128]);
    await next(run, 'epoch');
    await next(run, 'epoch');
    assert.equal(large.sum().shape.length, 0);
    run.stop('seen enough');
    await run;
  } finally {
    await device('cpu');
  }
});

test('metrics of the validation set stand in the history by name', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const right = (labels: Int32Array, predicted: Int32Array) =>
    labels.filter((label, i) => label === predicted[i]).length;
  const { epochs } = await fit(net, loader, {
    epochs: 2,
    optimizer,
    criterion,
    validation: loader,
    metrics: { right },
    callbacks: [],
  });
  for (const { right, validationAccuracy } of epochs) {
    assert.equal(right, (validationAccuracy ?? NaN) * loader.dataset.length);
  }
});

test('a metric that throws is left out, and the training goes on', async (t) => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const said = t.mock.method(console, 'error', () => {});
  const { epochs } = await fit(net, loader, {
    epochs: 2,
    optimizer,
    criterion,
    validation: loader,
    metrics: {
      broken: () => {
        throw new Error('division by zero');
      },
      count: (labels) => labels.length,
      // @ts-expect-error: a promise comes too late
      late: async () => 0.5,
    },
    callbacks: [],
  });
  assert.equal(epochs.length, 2);
  for (const { count, broken, late } of epochs) {
    assert.deepEqual([count, broken, late], [loader.dataset.length, undefined, undefined]);
  }
  const texts = said.mock.calls.map(({ arguments: [text, error] }) => `${text} ${error}`);
  assert.equal(texts.length, 2);
  assert.match(texts[0], /metric 'broken' failed and is left out.*division by zero/s);
  assert.match(texts[1], /metric 'late' failed.*gives a number.*Promise/s);
});

test('a model of several outputs trains, with a criterion that takes them', async (t) => {
  const { loader } = smallTraining();
  const said = t.mock.method(console, 'error', () => {});
  class TwoHeads extends nn.Module {
    body = new nn.LazyLinear(8);
    classes = new nn.Linear(8, 10);
    rest = new nn.Linear(8, 1);
    forward(x: Tensor): [Tensor, Tensor] {
      const hidden = this.body(x.flatten(1)).relu();
      return [this.classes(hidden), this.rest(hidden)];
    }
  }
  const net = new TwoHeads();
  const [[inputs]] = loader;
  net(inputs);
  const { epochs, mode } = await fit(net, loader, {
    epochs: 3,
    optimizer: new optim.Adam(net.parameters(), { lr: 0.01 }),
    criterion: ([classes, rest], labels) =>
      nn.functional.crossEntropy(classes, labels).add(rest.pow(2).mean()),
    validation: loader,
    metrics: { count: (labels) => labels.length },
    callbacks: [],
  });
  assert.equal(mode.kind, 'compiled');
  assert.ok(epochs[2].loss < epochs[0].loss);
  assert.ok(epochs.every(({ validationLoss }) => validationLoss !== undefined));
  assert.match(String(said.mock.calls[0].arguments[0]), /metrics count are left out.*logits/s);
  assert.equal(said.mock.callCount(), 1);
});

test('clipGradNorm limits each step and keeps the norms that there were', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const history = await fit(net, loader, {
    epochs: 2,
    optimizer,
    criterion,
    clipGradNorm: 1e-3,
    callbacks: [],
  });
  assert.equal(history.mode.kind, 'compiled');
  assert.equal(history.gradientNorms.length, history.stepLosses.length);
  assert.ok(history.gradientNorms.every((norm) => norm > 1e-3));
});

test('an option that fit does not have is refused by its name', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const options = { epochs: 1, optimizer, criterion, epoch: 3 };
  await assert.rejects(fit(net, loader, options), /there is no option 'epoch'/);
});
