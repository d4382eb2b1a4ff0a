/** The real TensorBoard shows what a run has written. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { device, fit, tensorboard } from '../../src/index.js';
import { newFolder } from '../new-folder.js';
import { installPythonPeer } from '../python-peer.js';
import { smallTraining } from './small-training.js';

/** How often TensorBoard is asked for a curve that it has not read yet. */
const TRIES = 300;

test('TensorBoard shows the curves of steps and epochs as the history has them', async () => {
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
    /** The points of a curve: time, step, value. */
    const curve = async (tag: string, length: number): Promise<number[][]> => {
      const question = new URL(
        `data/plugin/scalars/scalars?run=.&tag=${encodeURIComponent(tag)}`,
        address,
      );
      for (let tries = 0; tries < TRIES; tries++) {
        const answer = await fetch(question);
        const points: unknown = answer.ok ? await answer.json() : [];
        if (Array.isArray(points) && points.length === length) return points;
        await delay(100);
      }
      return assert.fail(`TensorBoard has no curve ${tag} of ${length} points.`);
    };
    assert.deepEqual(
      (await curve('loss/step', stepLosses.length)).map(([, step, value]) => [step, value]),
      stepLosses.map((loss, i) => [i + 1, loss]),
    );
    assert.deepEqual(
      (await curve('epoch/validationLoss', epochs.length)).map(([, , value]) => value),
      epochs.map(({ validationLoss }) => Math.fround(validationLoss ?? NaN)),
    );
  } finally {
    server.kill();
  }
});
