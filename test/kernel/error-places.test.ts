/** Errors of the library name the line of the cell that made a tensor, not the one that read it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KernelClient } from './client.js';

let kernel: KernelClient;
before(async () => {
  kernel = await KernelClient.start();
  const first = await kernel.run(
    "import { detectAnomaly, device, explain, nn, type Tensor, tensor, zeros } from 'gradbook'; await device('cpu')",
  );
  assert.equal(first.reply.status, 'ok', first.traceback);
});
after(() => kernel.stop());

test('the first NaN', async () => {
  const model = await kernel.run(
    [
      'class Net extends nn.Module {',
      '  forward(x: Tensor) {',
      '    return x.log().sum();',
      '  }',
      '}',
    ].join('\n'),
  );
  assert.equal(model.reply.status, 'ok', model.traceback);
  const cell = await kernel.run('detectAnomaly(() => new Net()(tensor([1, -1])).item())');
  assert.equal(cell.reply.ename, 'AnomalyError');
  assert.match(cell.reply.evalue, /^log gave NaN in Net at cell 2:3:14: its result of shape \[2\]/);
});

test('the largest tensor', async () => {
  const made = await kernel.run('const huge = zeros([2_000_000, 1_000_000])\n  .add(1)');
  assert.equal(made.reply.status, 'ok', made.traceback);
  const cell = await kernel.run('huge.dataSync().length');
  assert.equal(cell.reply.ename, 'OutOfMemoryError');
  assert.match(
    cell.reply.evalue,
    /8\.00 TB {2}float32 \[2000000, 1000000\], by add, at cell \d+:2:4, to be computed/,
  );
});

test('the lines of a cell stand in the program that is made of them', async () => {
  const cell = await kernel.run(
    [
      'const sine = (x: Tensor) => {',
      '  return x.sin();',
      '};',
      'explain(sine, tensor([1, 2])).program',
    ].join('\n'),
  );
  assert.equal(cell.reply.status, 'ok', cell.traceback);
  const text = cell.result ?? '';
  assert.match(text, /\/\/ at cell \d+:2:12: return x\.sin\(\);.*stablehlo\.sine/s);
});
