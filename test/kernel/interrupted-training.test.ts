/** Training by hand that is interrupted at any moment: the network and its optimizer stay whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withKernel } from './client.js';

const SETUP = `
import { device, nn, optim, randint, randn } from 'gradbook';
import { engine } from '@tensorflow/tfjs-core';
await device('cpu');
const net = new nn.Sequential(new nn.Linear(64, 128), new nn.BatchNorm1d(128), new nn.ReLU(), new nn.Linear(128, 10));
const optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
const criterion = new nn.CrossEntropyLoss();
const x = randn([32, 64]).keep(), y = randint(0, 10, [32]).keep();
function step() {
  optimizer.zeroGrad();
  const loss = criterion(net(x), y);
  loss.backward();
  optimizer.step();
  return loss.item();
}
for (let i = 0; i < 100; i++) step();`;

test('a loop by hand may be interrupted at any moment: it goes on, and no scope is left open', async () => {
  await withKernel({}, async (kernel) => {
    const result = async (code: string) => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.status, 'ok', cell.traceback);
      return cell.result;
    };
    await result(SETUP);
    for (let times = 0; times < 40; times++) {
      const training = await kernel.begin('for (;;) step();');
      await delay(times / 4);
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(training);
      assert.equal(training.reply.ename, 'Interrupted');
      assert.equal(await result('engine().state.scopeStack.length'), '0');
      assert.equal(await result('Number.isFinite(step())'), 'true');
    }
  });
});
