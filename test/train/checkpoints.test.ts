/** Checkpoints: a run that was cut off goes on to the same bits; files are whole, few, and the right ones. */
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import fs, { readdir, readFile, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type CheckpointOptions,
  device,
  earlyStopping,
  FitError,
  fit,
  load,
  manualSeed,
  nn,
  optim,
  type Run,
} from '../../src/index.js';
import { newFolder } from '../new-folder.js';
import { STEPS, smallTraining, weightsOf } from './small-training.js';

before(async () => {
  await device('cpu');
});

interface Choice {
  checkpoints: CheckpointOptions;
  resume?: 'auto';
  stopAt?: number;
  makeOptimizer?: (parameters: nn.Parameter[]) => optim.Optimizer;
}

/** Trains for some epochs, or until `stopAt` steps are done. */
async function train(epochs: number, choice: Choice) {
  const { checkpoints, resume = 'auto', stopAt, makeOptimizer } = choice;
  const { net, loader, criterion, ...training } = smallTraining();
  const optimizer = makeOptimizer?.(net.parameters()) ?? training.optimizer;
  const options = { epochs, optimizer, criterion, checkpoints, resume, callbacks: [] };
  const run = fit(net, loader, options);
  run.on('steps', () => {
    if (run.history.stepLosses.length >= (stopAt ?? Infinity)) run.stop('cut off');
  });
  const history = await run;
  return { history, weights: weightsOf(net) };
}

const script = fileURLToPath(new URL('fixtures/resumable.js', import.meta.url));

test('a run that was killed at any step goes on to the same bits', async () => {
  const finish = async (folder: string, killAt: readonly number[]): Promise<unknown> => {
    const child = fork(script, [folder], { stdio: 'ignore' });
    const [limit = Infinity, ...later] = killAt;
    let result: unknown;
    child.on('message', (message) => {
      if (typeof message !== 'number') result = message;
      else if (message >= limit) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('exit', resolve));
    return result ?? finish(folder, later);
  };
  const whole = await finish(await newFolder(), []);
  const cutOff = await finish(await newFolder(), [4, 5 * STEPS, 17 * STEPS + 2]);
  assert.deepEqual(cutOff, whole);
});

test('a stopped run goes on from the step at which it stopped', async () => {
  const whole = await train(4, { checkpoints: { folder: await newFolder() } });
  const checkpoints = { folder: await newFolder(), every: 2 };
  const stopped = await train(4, { checkpoints, stopAt: STEPS + 3 });
  assert.ok(stopped.history.stepLosses.length < whole.history.stepLosses.length);
  const resumed = await train(4, { checkpoints });
  assert.deepEqual(resumed.weights, whole.weights);
  assert.deepEqual(resumed.history.stepLosses, whole.history.stepLosses);
  assert.equal(resumed.history.stopped, undefined);
});

test('what an optimizer keeps on the host, as L-BFGS its history, is in a checkpoint to the bit', async () => {
  const makeOptimizer = (parameters: nn.Parameter[]) =>
    new optim.LBFGS(parameters, { maxIter: 4, historySize: 5, lineSearchFn: 'strong_wolfe' });
  const whole = await train(2, { checkpoints: { folder: await newFolder() }, makeOptimizer });
  const checkpoints = { folder: await newFolder(), every: 2 };
  for (const stopAt of [2, STEPS + 1]) await train(2, { checkpoints, stopAt, makeOptimizer });
  const resumed = await train(2, { checkpoints, makeOptimizer });
  assert.deepEqual(resumed.weights, whole.weights);
  assert.deepEqual(resumed.history.stepLosses, whole.history.stepLosses);
});

test('a finished run that is resumed has nothing left to train, or the further epochs', async () => {
  const checkpoints = { folder: await newFolder() };
  const first = await train(2, { checkpoints });
  const again = await train(2, { checkpoints });
  assert.deepEqual(again.weights, first.weights);
  assert.equal(again.history.epochs.length, 2);
  const longer = await train(3, { checkpoints });
  assert.deepEqual(
    longer.weights,
    (await train(3, { checkpoints: { folder: await newFolder() } })).weights,
  );
});

test('a checkpoint that was damaged is passed over, and an older one is taken', async (t) => {
  const warned = t.mock.method(console, 'warn', () => {});
  const folder = await newFolder();
  const whole = await train(3, { checkpoints: { folder: await newFolder() } });
  await train(2, { checkpoints: { folder, every: 3 } });
  const [newest] = (await readdir(folder))
    .filter((name) => name.startsWith('step-'))
    .sort()
    .reverse();
  const bytes = await readFile(path.join(folder, newest));
  await writeFile(path.join(folder, newest), bytes.subarray(0, bytes.length / 2));
  assert.deepEqual((await train(3, { checkpoints: { folder } })).weights, whole.weights);
  assert.match(String(warned.mock.calls[0].arguments[0]), new RegExp(newest));
});

test('the newest states and the best weights stay, older ones go', async () => {
  const folder = await newFolder();
  const { net, loader, optimizer, criterion } = smallTraining();
  const { epochs } = await fit(net, loader, {
    epochs: 6,
    optimizer,
    criterion,
    callbacks: [],
    checkpoints: { folder, every: 2, keep: 3, best: 2 },
  });
  const files = (await readdir(folder)).sort();
  const steps = [6 * STEPS, 6 * STEPS - 1, 6 * STEPS - 3].map((step) =>
    String(step).padStart(8, '0'),
  );
  assert.deepEqual(
    files.filter((name) => name.startsWith('step-')),
    steps.map((step) => `step-${step}.safetensors`).sort(),
  );
  const best = [...epochs].sort((a, b) => a.loss - b.loss).slice(0, 2);
  assert.deepEqual(
    files.filter((name) => name.startsWith('best-')),
    best
      .map(({ epoch, loss }) => `best-epoch-${epoch}-loss-${loss.toPrecision(6)}.safetensors`)
      .sort(),
  );
  const last = files.find((name) => name.startsWith(`best-epoch-${epochs.length}-`));
  assert.ok(last, 'the last epoch of this training is among its best');
  const restored = smallTraining().net;
  restored.loadStateDict(await load(path.join(folder, last)));
  assert.deepEqual(weightsOf(restored), weightsOf(net));
});

test('a new run replaces the checkpoints of an earlier one', async () => {
  const folder = await newFolder();
  await train(3, { checkpoints: { folder } });
  const { net, loader, optimizer, criterion } = smallTraining();
  const options = { epochs: 1, optimizer, criterion, callbacks: [], checkpoints: { folder } };
  await fit(net, loader, options);
  const files = await readdir(folder);
  assert.equal(files.length, 2, files.join(' '));
});

test('training goes on where no checkpoint can be written, and says so once', async (t) => {
  const warned = t.mock.method(console, 'warn', () => {});
  const folder = path.join(await newFolder(), 'file');
  await writeFile(folder, 'in the way');
  const { history } = await train(2, { checkpoints: { folder, every: 2 } });
  assert.equal(history.epochs.length, 2);
  assert.equal(warned.mock.callCount(), 1);
});

test('a disk that takes no more costs checkpoints, not the training, and leaves no broken file', async () => {
  /** @param limit of what a file may hold, as a full disk would limit it */
  const trained = async (folder: string, limit: string) => {
    const command = ['-c', `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, script, folder];
    const child = spawn('sh', command, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let result: unknown;
    let said = '';
    child.on('message', (message) => {
      if (typeof message !== 'number') result = message;
    });
    child.stderr?.on('data', (text) => {
      said += text;
    });
    await new Promise((resolve) => child.once('close', resolve));
    return { result, said };
  };
  const whole = await trained(await newFolder(), 'unlimited');
  const folder = await newFolder();
  const full = await trained(folder, '1');
  assert.ok(whole.result, whole.said);
  assert.deepEqual(full.result, whole.result);
  assert.deepEqual(await readdir(folder), []);
  const warnings = full.said.match(/a checkpoint could not be written to .*: .*Training goes on/g);
  assert.equal(warnings?.length, 1, full.said);
});

test('where the disk is full, older checkpoints make room for the newest', async (t) => {
  const warned = t.mock.method(console, 'warn', () => {});
  const folder = await newFolder();
  const whole = await train(4, { checkpoints: { folder: await newFolder() } });
  // A disk that holds two states and a half-written one.
  const { open } = fs;
  const limited = t.mock.method(fs, 'open', async (...args: Parameters<typeof fs.open>) => {
    const inTheWay = (await readdir(folder)).filter((name) => name.startsWith('step-'));
    if (`${args[0]}`.startsWith(path.join(folder, 'step-')) && inTheWay.length > 1) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    return open(...args);
  });
  syncBuiltinESMExports();
  try {
    await train(3, { checkpoints: { folder, every: 2, keep: 3 } });
  } finally {
    limited.mock.restore();
    syncBuiltinESMExports();
  }
  assert.equal(warned.mock.callCount(), 0);
  const states = (await readdir(folder)).filter((name) => name.startsWith('step-'));
  assert.equal(states.length, 2, states.join(' '));
  assert.deepEqual((await train(4, { checkpoints: { folder } })).weights, whole.weights);
});

test('what a killed process left half-written is removed by the run that goes on', async () => {
  const folder = await newFolder();
  await train(1, { checkpoints: { folder } });
  const [left, other] = ['step-00000009.safetensors.1.part', 'notes.part'];
  for (const name of [left, other]) await writeFile(path.join(folder, name), 'half');
  await train(2, { checkpoints: { folder } });
  const files = await readdir(folder);
  assert.ok(!files.includes(left) && files.includes(other), files.join(' '));
});

test('a checkpoint of another model, optimizer or data set is refused with what differs', async () => {
  const checkpoints = { folder: await newFolder() };
  await train(1, { checkpoints });
  const { net, loader, optimizer, criterion } = smallTraining();
  const options = { epochs: 2, criterion, checkpoints, resume: 'auto' as const, callbacks: [] };
  manualSeed(1);
  const wider = new nn.Sequential(new nn.Linear(20, 9), new nn.Linear(9, 2));
  const adam = new optim.Adam(wider.parameters(), { lr: 0.01 });
  await assert.rejects(fit(wider, loader, { ...options, optimizer: adam }), FitError);
  const before = weightsOf(net);
  const sgd = new optim.SGD(net.parameters(), { lr: 0.01 });
  await assert.rejects(fit(net, loader, { ...options, optimizer: sgd }), /optimizer is of another/);
  const halves = Object.assign(smallTraining().loader, { batchSize: 16 });
  await assert.rejects(fit(net, halves, { ...options, optimizer }), /batches of 32/);
  assert.deepEqual(weightsOf(net), before);
});

test('early stopping still knows the best weights after a run was cut off', async () => {
  const checkpoints = { folder: await newFolder() };
  const { net, loader, criterion } = smallTraining();
  const start = (epochs: number, lr: number) => {
    const optimizer = new optim.SGD(net.parameters(), { lr });
    const callbacks = [
      earlyStopping({ monitor: 'loss', patience: 2 }),
      {
        onStart(run: Run) {
          run.lr = lr;
        },
      },
    ];
    const options = { epochs, optimizer, criterion, checkpoints, callbacks };
    return fit(net, loader, { ...options, resume: 'auto' });
  };
  await start(2, 0.1);
  const best = weightsOf(net);
  const { epochs } = await start(9, 30);
  assert.equal(epochs.length, 4);
  assert.deepEqual(weightsOf(net), best);
});
