/** The real TensorBoard shows what a run has written. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Transformer } from '@napi-rs/image';
import { device, fit, SummaryWriter, tensor, tensorboard } from '../../src/index.js';
import { newFolder } from '../new-folder.js';
import { installPythonPeer } from '../python-peer.js';
import { smallTraining } from './small-training.js';

/** How often TensorBoard is asked for a curve that it has not read yet. */
const TRIES = 300;

test('TensorBoard shows the curves of steps and epochs as the history has them, and what a writer adds', async () => {
  await device('cpu');
  const logDir = await newFolder();
  const { net, loader, optimizer, criterion } = smallTraining();
  const { stepLosses, epochs } = await fit(net, loader, {
    epochs: 3,
    optimizer,
    criterion,
    validation: loader,
    callbacks: [tensorboard(logDir)],
  });
  const writer = new SummaryWriter(path.join(logDir, 'written'));
  writer.addText('note', 'some *text*', 3);
  writer.addHistogram(
    'weights',
    tensor([
      [-1, 0.5],
      [0.5, 2],
    ]),
    4,
  );
  writer.addImage('red', tensor([[[1]], [[0]], [[0]]]), 5);
  writer.addScalars('both/losses', { train: 0.25, test: 0.5 }, 6);
  writer.close();
  const python = await installPythonPeer('test/train/peers/tensorboard/requirements.lock');
  const server = spawn(python, ['-m', 'tensorboard.main', '--logdir', logDir, '--port', '0']);
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      server.stderr.on('data', (text) => {
        said += text;
        const url = /http:\/\/\S+/.exec(said)?.[0];
        if (url) resolve(url);
      });
      server.once('exit', () => reject(new Error(said)));
    });
    /** What a plugin has of a run under a tag, once it is as many entries. */
    const entries = async <T>(route: string, run: string, tag: string, length: number) => {
      const query = new URLSearchParams({ run, tag });
      const question = new URL(`data/plugin/${route}?${query}`, address);
      for (let tries = 0; tries < TRIES; tries++) {
        const answer = await fetch(question);
        const found: unknown = answer.ok ? await answer.json() : [];
        if (Array.isArray(found) && found.length === length) return found as T[];
        await delay(100);
      }
      return assert.fail(`TensorBoard's ${route} has no ${tag} of ${length} entries.`);
    };
    /** The points of a curve: time, step, value. */
    const curve = (tag: string, length: number, run = '.') =>
      entries<number[]>('scalars/scalars', run, tag, length);
    assert.deepEqual(
      (await curve('loss/step', stepLosses.length)).map(([, step, value]) => [step, value]),
      stepLosses.map((loss, i) => [i + 1, loss]),
    );
    assert.deepEqual(
      (await curve('epoch/validationLoss', epochs.length)).map(([, , value]) => value),
      epochs.map(({ validationLoss }) => Math.fround(validationLoss ?? NaN)),
    );
    const [text] = await entries<{ step: number; text: string }>(
      'text/text',
      'written',
      'note/text_summary',
      1,
    );
    assert.equal(text.step, 3);
    assert.match(text.text, /some <em>text<\/em>/);
    const [[, step, bins]] = await entries<[number, number, number[][]]>(
      'histograms/histograms',
      'written',
      'weights',
      1,
    );
    const filled = bins.filter(([, , count]) => count > 0);
    assert.equal(step, 4);
    assert.equal(
      filled.reduce((sum, [, , count]) => sum + count, 0),
      4,
    );
    assert.ok(bins[0][0] <= -1 && (bins.at(-1)?.[1] ?? 0) >= 2);
    const [image] = await entries<{ step: number; query: string }>(
      'images/images',
      'written',
      'red',
      1,
    );
    assert.equal(image.step, 5);
    const file = await fetch(new URL(`data/plugin/images/individualImage?${image.query}`, address));
    const pixels = new Transformer(Buffer.from(await file.arrayBuffer())).rawPixelsSync();
    assert.deepEqual([...pixels], [255, 0, 0]);
    const [[, , test]] = await curve('both/losses', 1, 'written/both_losses_test');
    assert.equal(test, 0.5);
  } finally {
    server.kill();
  }
});
