/** The learning rate finder suggests a rate that trains, and leaves no trace. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { device, FitError, findLr, fit } from '../../src/index.js';
import { smallTraining, weightsOf } from './small-training.js';

before(async () => {
  await device('cpu');
});

test('the suggested rate lies where the loss falls, below the rates that diverge', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const { suggestion, lrs, losses, figure } = findLr(net, loader, { optimizer, criterion });
  assert.equal(lrs.length, losses.length);
  assert.ok(suggestion > 1e-4 && suggestion < 3, `${suggestion}`);
  assert.equal(figure().data.length, 1);
  for (const group of optimizer.paramGroups) group.lr = suggestion;
  const { epochs } = await fit(net, loader, { epochs: 8, optimizer, criterion, callbacks: [] });
  assert.ok(epochs[7].loss < 0.8 * epochs[0].loss);
});

test('a search changes nothing: training afterwards gives the same bits as without it', async () => {
  const results = [];
  for (const searches of [0, 1]) {
    const { net, loader, optimizer, criterion } = smallTraining();
    if (searches > 0) findLr(net, loader, { optimizer, criterion, steps: 20 });
    await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });
    results.push(weightsOf(net));
  }
  assert.deepEqual(results[1], results[0]);
});

test('a range that is none is refused', () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const options = { optimizer, criterion };
  assert.throws(() => findLr(net, loader, { ...options, from: 1, to: 0.1 }), FitError);
  assert.throws(() => findLr(net, loader, { ...options, steps: 2 }), FitError);
});
