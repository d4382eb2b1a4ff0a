/** What a run leaves for other programs: JSON, CSV, TensorBoard's event files. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import {
  device,
  FitError,
  fit,
  SummaryWriter,
  saveHistory,
  tensorboard,
  zeros,
} from '../../src/index.js';
import { newLogDir } from '../../src/train/records/summary-writer.js';
import { newFolder } from '../new-folder.js';
import { STEPS, smallTraining } from './small-training.js';

before(async () => {
  await device('cpu');
});

async function train(logDir?: string) {
  const { net, loader, optimizer, criterion } = smallTraining();
  const callbacks = logDir === undefined ? [] : [tensorboard(logDir)];
  const metrics = { 'half, or "more"': () => 0.5 };
  return fit(net, loader, {
    epochs: 2,
    optimizer,
    criterion,
    validation: loader,
    metrics,
    callbacks,
  });
}

test('a history is saved as JSON with all of it, and as CSV with a row for each epoch', async () => {
  const folder = await newFolder();
  const history = await train();
  await saveHistory(history, path.join(folder, 'run.json'));
  await saveHistory(history, path.join(folder, 'run.csv'));
  const json = await readFile(path.join(folder, 'run.json'), 'utf8');
  assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(history)));
  const [head, ...rows] = (await readFile(path.join(folder, 'run.csv'), 'utf8'))
    .trimEnd()
    .split('\n');
  assert.match(
    head,
    /^epoch,lr,loss,seconds,validationLoss,validationAccuracy,"half, or ""more"""$/,
  );
  assert.equal(rows.length, 2);
  assert.equal(Number(rows[1].split(',')[2]), history.epochs[1].loss);
  await assert.rejects(saveHistory(history, 'run.xls'), FitError);
});

/** The scalars of an event file, read by the letter of its format. */
function scalarsOf(file: Buffer): { tag: string; step: number; value: number }[] {
  const scalars: { tag: string; step: number; value: number }[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const event = file.subarray(at + 12, at + 12 + length);
    at += 12 + length + 4;
    // Fields: wall_time (9 bytes), then step (a varint) and summary.
    if (event[9] !== 0x10) continue;
    let step = 0;
    let next = 10;
    for (let shift = 0; ; shift += 7) {
      step += (event[next] & 127) << shift;
      if (event[next++] < 128) break;
    }
    // Summary, its value and the tag each begin with a key and a length of one byte.
    const tagLength = event[next + 5];
    const tag = event.toString('utf8', next + 6, next + 6 + tagLength);
    scalars.push({ tag, step, value: event.readFloatLE(next + 6 + tagLength + 1) });
  }
  return scalars;
}

test('the TensorBoard callback writes each step and each epoch', async () => {
  const folder = await newFolder();
  const { stepLosses, epochs } = await train(folder);
  const [name] = await readdir(folder);
  const scalars = scalarsOf(await readFile(path.join(folder, name)));
  const steps = scalars.filter(({ tag }) => tag === 'loss/step');
  assert.deepEqual(
    steps.map(({ step }) => step),
    Array.from({ length: 2 * STEPS }, (_, i) => i + 1),
  );
  assert.deepEqual(
    steps.map(({ value }) => value),
    stepLosses,
  );
  const validation = scalars.filter(({ tag }) => tag === 'epoch/validationLoss');
  assert.deepEqual(
    validation.map(({ value }) => value),
    epochs.map(({ validationLoss }) => Math.fround(validationLoss ?? NaN)),
  );
});

/** What `EventFileWriter.add_event` of tensorboard 2.21 writes for the point below, at the same time. */
const WRITTEN_BY_TENSORBOARD =
  '2100000000000000017becf60900002040fc54d94110ac022a130a110a0a6c6f73732f747261696e150000803e049cbab9';

test('a writer that is told no folder takes a new one by time and computer, as PyTorch names it', () => {
  const folder = newLogDir(new Date(2026, 10, 9, 7, 4, 5));
  assert.equal(folder, path.join('runs', `Nov09_07-04-05_${hostname()}`));
});

test('a point in an event file has the bytes that TensorBoard’s own writer gives it', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_500 });
  const folder = await newFolder();
  const writer = new SummaryWriter(folder);
  writer.addScalar('loss/train', 0.25, 300);
  const [name] = await readdir(folder);
  const bytes = await readFile(path.join(folder, name));
  assert.ok(bytes.toString('hex').endsWith(WRITTEN_BY_TENSORBOARD));
});

test('a writer refuses values without a histogram, and what is no image', async () => {
  const writer = new SummaryWriter(await newFolder());
  assert.throws(() => writer.addHistogram('w', []), /values of 'w'.*finite numbers, got none/s);
  assert.throws(() => writer.addHistogram('w', [1, NaN]), /finite numbers, got NaN/);
  assert.throws(
    () => writer.addImage('digits', zeros([8, 3, 4, 4])),
    /'digits' must be \[1 or 3, height, width\], got \[8, 3, 4, 4\].*makeGrid/s,
  );
});
