/** `profile` says where time went: each part is there, belongs to its module, and nothing goes on being watched. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { nn, optim, plots, profile, randn, type Tensor } from '../../src/index.js';
import { assertClose } from '../assert-close.js';
import { newFolder } from '../new-folder.js';
import { onEngine } from '../parity/on-engine.js';

before(onEngine);

class Net extends nn.Module {
  inner = new nn.Sequential(new nn.Linear(4, 8), new nn.Tanh());
  out = new nn.Linear(8, 2);

  forward(x: Tensor): Tensor {
    return this.out(this.inner(x));
  }
}

function training() {
  const net = new Net();
  const x = randn([16, 4]).keep();
  const y = randn([16, 2]).keep();
  const criterion = new nn.MSELoss();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
  return () => {
    optimizer.zeroGrad();
    criterion(net(x), y).backward();
    optimizer.step();
  };
}

test('a step is told by module, by operation and by program', async () => {
  const found = await profile(training(), { repeats: 2 });

  const modules = found.modules.map(({ path, type, depth, calls }) => [path, type, depth, calls]);
  assert.deepEqual(modules, [
    ['Net', 'Net', 0, 1],
    ['Net.inner', 'Sequential', 1, 1],
    ['Net.inner.0', 'Linear', 2, 1],
    ['Net.inner.1', 'Tanh', 2, 1],
    ['Net.out', 'Linear', 1, 1],
    ['MSELoss', 'MSELoss', 0, 1],
  ]);
  for (const { path, forward, backward, self } of found.modules) {
    assert.ok(forward > 0 && backward > 0 && self > 0, path);
  }
  const [net, inner, first, tanh, out] = found.modules;
  assertClose(inner.backward, first.backward + tanh.backward);
  const all = net.self + inner.self + first.self + tanh.self + out.self;
  assertClose(all, net.forward + net.backward);

  // Forward of two layers; backward by the weights of both and the input of the second.
  const products = found.operations.find(({ name }) => name === 'BatchMatMul');
  assert.equal(products?.calls, 5);
  assert.equal(products.flops, 2 * 16 * (4 * 8 + 8 * 2 + 4 * 8 + 8 * 2 + 8 * 2));

  assert.deepEqual(
    found.programs.map(({ number, calls }) => [number, calls]),
    [[1, 1]],
  );
  assert.ok(found.programs[0].milliseconds <= found.milliseconds);
});

test('it is text, a table, a figure and a trace', async () => {
  const found = await profile(training(), { repeats: 1, operations: false });
  assert.match(
    String(found),
    /By module.*\n.*\n─+\nNet .*\n {2}inner \(Sequential\) .*\n {4}0 \(Linear\)/,
  );
  const bundle = Object(Reflect.get(found, Symbol.for('Jupyter.display')).call(found));
  assert.match(bundle['text/html'], /By program, as it runs/);
  assert.match(bundle['text/html'], />&emsp;&emsp;0 \(Linear\)</);
  assert.equal(plots.moduleTimes(found).data.length, 2);
  assert.throws(() => plots.moduleTimes({ modules: [] }), { name: 'PlotError' });

  const folder = await newFolder();
  const file = path.join(folder, 'trace.json');
  await found.saveTrace(file);
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8'));
  const events = Object(traceEvents).filter(({ ph }: { ph: string }) => ph === 'X');
  const named = (name: string) => events.filter((event: { name: string }) => event.name === name);
  const [forward, ...backward] = named('Net.out');
  assert.equal(forward.cat, 'forward');
  assert.ok(backward.length > 0);
  const [whole] = named('Net');
  assert.ok(whole.ts <= forward.ts && forward.ts + forward.dur <= whole.ts + whole.dur);
});

test('nothing is watched any more when the function failed', async () => {
  const { runKernel } = tf.engine();
  let runs = 0;
  const failing = () => {
    if (++runs === 6) throw new Error('no more');
    new Net()(randn([1, 4]));
  };
  await assert.rejects(profile(failing, { repeats: 1 }), /no more/);
  assert.equal(tf.engine().runKernel, runKernel);
  await assert.rejects(profile(failing, { repeats: 0 }), { name: 'OptionError' });
  assert.equal((await profile(training(), { repeats: 1, operations: false })).modules.length, 6);
});
