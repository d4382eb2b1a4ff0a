/** Programs beside the code that they come from. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  checkpoint,
  compile,
  cond,
  device,
  explain,
  grad,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  scan,
  type Tensor,
  vmap,
  whileLoop,
  zeros,
} from '../../src/index.js';
import { CaptureError, flush, statistics } from '../../src/xla/index.js';
import { PjrtClient } from '../../src/xla/pjrt/index.js';
import { pluginPath } from '../xla/plugin.js';

before(() => device('cpu'));

class Net extends nn.Module {
  fc1 = new nn.Linear(20, 30);
  fc2 = new nn.Linear(30, 4);
  forward(x: Tensor): Tensor {
    return this.fc2(this.fc1(x).relu());
  }
}

/** The products of a program: their module, whether for a gradient, calls and work. */
const products = (fn: (...args: Tensor[]) => unknown, ...args: Tensor[]) =>
  explain(fn, ...args).costs.flatMap(({ operation, module, isGradient, calls, flops }) =>
    operation === 'matMul' ? [[module, isGradient, calls, flops]] : [],
  );

describe('explain', () => {
  it('shows a whole training step beside its lines, with the layers, there and back, and changes nothing', () => {
    const net = new Net();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
    const criterion = new nn.CrossEntropyLoss();
    const step = (x: Tensor, y: Tensor) => {
      optimizer.zeroGrad();
      const loss = criterion(net(x), y);
      loss.backward();
      optimizer.step();
      return loss;
    };
    const [x, y] = [randn([8, 20]), randint(0, 4, [8])];
    const weight = net.fc1.weight.tolist();
    flush();
    const { executions, compilations } = statistics();
    const explained = explain(step, x, y);
    assert.deepEqual(
      [statistics().executions, statistics().compilations],
      [executions, compilations],
    );
    assert.deepEqual(net.fc1.weight.tolist(), weight);
    assert.equal(net.fc1.weight.grad, undefined);

    const [first, second] = [2 * 8 * 20 * 30, 2 * 8 * 30 * 4];
    assert.deepEqual(products(step, x, y), [
      ['Net.fc1', false, 1, first],
      ['Net.fc1', true, 1, first],
      ['Net.fc2', true, 2, 2 * second],
      ['Net.fc2', false, 1, second],
    ]);
    assert.equal(explained.flops, 2 * first + 3 * second);
    const parameters = 4 * (20 * 30 + 30 + 30 * 4 + 4);
    // The parameters, their momentum, the pictures, the labels, and the learning rate.
    assert.equal(explained.inputBytes, 2 * parameters + 4 * 8 * 20 + 4 * 8 + 4);
    // The loss, the parameters, their momentum and their gradients.
    assert.equal(explained.outputBytes, 4 + 3 * parameters);

    const { program } = explained;
    const [, line] =
      /\/\/ in Net.fc1, at \S+explain\.test\.[jt]s:(\d+):\d+: .*fc1\(x\)/.exec(program) ?? [];
    assert.ok(Number(line) > 0, program);
    assert.match(program, /\/\/ gradient: in Net.fc2, at .*\n.*stablehlo/);
    assert.match(program, /\/\/ at \S+: optimizer\.step\(\);?\n.*stablehlo/);
    assert.match(String(explained), /^matMul +1 +9\.60 k +.* in Net.fc1, at /m);
  });

  it('leaves optimizers as they are: what follows trains as if it had not been asked', () => {
    const trained = (isExplained: boolean) => {
      manualSeed(0);
      const net = new Net();
      const optimizer = new optim.Adam(net.parameters(), { lr: 0.1 });
      const x = randn([8, 20]);
      const step = () => {
        optimizer.zeroGrad();
        const loss = net(x).square().mean();
        loss.backward();
        optimizer.step();
        return loss;
      };
      if (isExplained) explain(step);
      step();
      if (isExplained) explain(step);
      const compiled = compile(step);
      for (let i = 0; i < 3; i++) compiled();
      return net.fc2.weight.detach();
    };
    // Which numbers are constants of a program, and so how it rounds, depends on what was compiled before.
    const difference = trained(true).sub(trained(false)).abs().max().item();
    assert.ok(difference < 1e-5, `${difference}`);
  });

  it('is StableHLO still, comments and all', () => {
    const client = PjrtClient.load(pluginPath());
    const { program } = explain(
      (xs: Tensor) => scan((sum: Tensor, x: Tensor) => [sum.add(x), sum], zeros([3]), xs),
      randn([5, 3]),
    );
    assert.match(program, /\/\/ .*scan/);
    const values = Float32Array.from({ length: 15 }, (_, i) => i);
    const xs = client.bufferFromHost(values, [5, 3], 'f32');
    const [sum] = client.compile(program).execute([xs]);
    assert.deepEqual(new Float32Array(sum.copyToHostSync()), Float32Array.of(30, 35, 40));
    client.close();
  });

  it('counts what runs many times as often as it runs, and a loop without a known end once', () => {
    const [w, xs] = [randn([3, 3]), randn([5, 3, 3])];
    const square = 2 * 27;
    const inScan = (all: Tensor) => scan((h: Tensor, x: Tensor) => [h.matmul(x), h], w, all);
    assert.deepEqual(products(inScan, xs), [[undefined, false, 5, 5 * square]]);
    assert.deepEqual(
      products(
        vmap((x: Tensor) => x.matmul(w)),
        xs,
      ),
      [[undefined, false, 1, 5 * square]],
    );
    const until = (x: Tensor) =>
      whileLoop(
        (h: Tensor) => h.sum().lt(100),
        (h: Tensor) => h.matmul(w),
        x,
      );
    assert.deepEqual(products(until, w), [[undefined, false, 1, square]]);
    assert.equal(explain(until, w).isOpenEnded, true);
    assert.match(String(explain(until, w)), /counted as one pass/);
    assert.equal(explain(inScan, xs).isOpenEnded, false);
  });

  it('counts the loops of kernels as often as they go round, there and back', () => {
    const [length, batch, features, size] = [5, 4, 3, 2];
    const lstm = new nn.LSTM(features, size);
    const run = (x: Tensor) => {
      const loss = lstm(x)[0].sum();
      loss.backward();
      return loss;
    };
    const explained = explain(run, randn([length, batch, features]));
    assert.equal(explained.isOpenEnded, false);
    const gates = 4 * size;
    const ofInput = 2 * length * batch * features * gates;
    const ofHidden = 2 * length * batch * size * gates;
    const ofBias = 2 * length * batch * gates;
    // A product each; and back the states', the inputs', and one for all weights.
    const back = ofHidden + ofInput + (ofInput + ofHidden + ofBias);
    assert.equal(explained.flops, ofInput + ofHidden + back);
  });

  it('sees into functions of functions', () => {
    const w = randn([3, 3]);
    const square = 2 * 27;
    const inner = compile((x: Tensor) => x.matmul(x));
    const choose = (x: Tensor) =>
      cond(
        x.sum().gt(0),
        (y: Tensor) => y.matmul(y),
        (y: Tensor) => y,
        x,
      );
    assert.deepEqual(
      products((x) => inner(x), w),
      [[undefined, false, 1, square]],
    );
    assert.deepEqual(products(choose, w), [[undefined, false, 1, square]]);
    const twice = grad((x: Tensor) => checkpoint((y: Tensor) => y.matmul(y).sin(), x).sum());
    const total = explain((x: Tensor) => twice(x), w).flops;
    assert.ok(total >= 2 * square, `${total}`);
  });

  it('says what can not be explained', async () => {
    assert.throws(() => explain((x: Tensor) => x.mul(x.sum().item()), randn([2])), CaptureError);
    assert.throws(() => explain(7 as never), /explain: it takes a function of tensors, got 7/);
    await device('cpu-js');
    assert.throws(() => explain((x: Tensor) => x, randn([2])), /only the engine makes programs/);
    await device('cpu');
  });
});

it('GRADBOOK_DEBUG=programs prints each program beside its lines, with its work', () => {
  const child = fileURLToPath(new URL('explain-child.js', import.meta.url));
  const env = { ...process.env, GRADBOOK_DEBUG: 'programs', GRADBOOK_CACHE: 'off' };
  const { stderr, status } = spawnSync(process.execPath, [child], { encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^--- program \d+: \d+ nodes, compiled in [\d.]+ s$/m);
  assert.match(stderr, /^matMul +1 +48 .* in Linear, at \S+explain-child\.[jt]s:\d+:\d+$/m);
  assert.match(stderr, /\/\/ in Linear, at \S+: .*layer\(x\)\.mean\(\).*\n.*dot_general/);
  // The loop that `fit` makes of a step.
  assert.match(stderr, /stablehlo\.while[\s\S]*\/\/ gradient: in Linear\n/);
});
