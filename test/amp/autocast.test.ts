/** Which operations `autocast` computes in half precision, and which it doesn't. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {
  amp,
  autocast,
  autograd,
  checkpoint,
  compile,
  DataLoader,
  fit,
  manualSeed,
  nn,
  optim,
  randn,
  scan,
  type Tensor,
  TensorDataset,
  tensor,
  vmap,
} from '../../src/index.js';
import { explain, statistics } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';
import { onEngine } from '../parity/on-engine.js';

before(onEngine);

const criterion = new nn.CrossEntropyLoss();
const labels = () => tensor([0, 1, 2, 0], [4], 'int32');

/** The lines of a program that have an operation. */
function linesOf(program: string, operation: string): string[] {
  return program.split('\n').filter((line) => line.match(/stablehlo\.(\w+)/)?.[1] === operation);
}

/** The program of a loss and its gradients. */
function trainingProgram(net: nn.Module, inputs: Tensor): string {
  const { program } = explain(() => {
    autocast('bfloat16', () => criterion(net(inputs), labels())).backward();
    return net.parameters().map((parameter) => parameter.grad?.tf ?? tf.scalar(0));
  });
  net.zeroGrad();
  return program;
}

const models: Record<string, { net: nn.Module; inputs: Tensor; products: number }> = {
  'an MLP': {
    net: new nn.Sequential(new nn.Linear(6, 5), new nn.ReLU(), new nn.Linear(5, 3)),
    inputs: randn([4, 6]),
    products: 5,
  },
  'a CNN': {
    net: new nn.Sequential(
      new nn.Conv2d(1, 2, 3),
      new nn.BatchNorm2d(2),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(2, 3, 2),
      new nn.Flatten(),
    ),
    inputs: randn([4, 1, 6, 6]),
    products: 5,
  },
};

describe('autocast', () => {
  for (const [name, { net, inputs, products }] of Object.entries(models)) {
    it(`makes bfloat16 of all products of ${name}, there and back, and of nothing that adds up`, () => {
      const program = trainingProgram(net, inputs);
      const found = ['dot_general', 'convolution'].flatMap((one) => linesOf(program, one));
      assert.equal(found.length, products);
      for (const product of found)
        assert.match(product, /: \(tensor<\S+xbf16>, tensor<\S+xbf16>\) -> tensor<\S+xbf16>/);
      for (const operation of ['exponential', 'log', 'add', 'divide']) {
        for (const line of linesOf(program, operation)) assert.doesNotMatch(line, /bf16/);
      }
      const [returned] = program.split('\n').filter((line) => line.includes('func.return'));
      assert.doesNotMatch(returned, /bf16/, 'gradients are float32');
    });
  }

  it('leaves parameters, gradients and their types in float32', () => {
    manualSeed(0);
    const net = new nn.Linear(6, 3);
    const optimizer = new optim.SGD(net.parameters(), { lr: 1e-3 });
    const before = net.weight.dataSync().slice();
    const output = autocast('bfloat16', () => net(randn([4, 6])));
    criterion(output, labels()).backward();
    optimizer.step();
    const after = net.weight.dataSync();
    assert.equal(output.dtype, 'float32');
    assert.equal(net.weight.grad?.dtype, 'float32');
    const bits = new Uint32Array(Float32Array.from(after).buffer);
    assert.ok(
      bits.some((one) => (one & 0xffff) !== 0),
      'the weights were rounded',
    );
    assert.ok(
      after.every((value, i) => value !== before[i]),
      'a small step was lost',
    );
  });

  it('keeps what the way back needs in half the bytes', () => {
    const weight = randn([64, 64]).requiresGrad_();
    const input = randn([2048, 64]);
    const layers = () => input.matmul(weight).relu().matmul(weight).relu();
    const bytesFor = (run: () => Tensor): number => {
      const { liveBytes } = statistics();
      const results = [run(), run()];
      for (const result of results) result.sum().item();
      return statistics().liveBytes - liveBytes;
    };
    const whole = bytesFor(layers);
    const half = bytesFor(() => autocast('bfloat16', layers));
    assert.ok(half < 0.7 * whole, `${half} bytes, and ${whole} in float32`);
  });

  it('ends with its function, follows promises, and is turned off inside by float32', async () => {
    const [a, b] = [randn([3, 4]), randn([4, 2])];
    const isHalf = (x: Tensor) =>
      new Uint32Array(Float32Array.from(x.dataSync()).buffer).every((one) => (one & 0xffff) === 0);
    assert.ok(!isHalf(a.matmul(b)));
    assert.ok(isHalf(autocast('bfloat16', () => a.matmul(b))));
    assert.ok(!isHalf(autocast('bfloat16', () => autocast('float32', () => a.matmul(b)))));
    assert.ok(
      await autocast('bfloat16', async () => {
        await Promise.resolve();
        return isHalf(a.matmul(b));
      }),
    );
    assert.ok(!isHalf(a.matmul(b)));
    assert.equal(amp.autocast, autocast);
  });

  it('moves, chooses and pools numbers of half precision as they are', () => {
    const x = randn([1, 2, 4, 4]);
    const w = randn([2, 2, 1, 1]);
    const { program } = explain(() => {
      const y = autocast('bfloat16', () => nn.functional.conv2d(x, w));
      const moved = y.transpose(2, 3).flip(3).narrow(2, 0, 4).relu();
      return nn.functional.maxPool2d(moved, 2).tf;
    });
    const [reversed] = linesOf(program, 'reverse');
    assert.match(reversed, /bf16/);
    for (const line of linesOf(program, 'maximum')) assert.match(line, /bf16/);
    const y = autocast('bfloat16', () => nn.functional.conv2d(x, w));
    const direct = nn.functional.maxPool2d(y.transpose(2, 3).flip(3).relu(), 2).toArray();
    const copy = tensor(y.dataSync(), y.shape);
    assert.deepEqual(
      direct,
      nn.functional.maxPool2d(copy.transpose(2, 3).flip(3).relu(), 2).toArray(),
    );
  });

  it('works through compile, scan, vmap and checkpoint, to the same numbers', () => {
    const weight = randn([4, 4]).requiresGrad_();
    const x = randn([5, 4]);
    const layer = (row: Tensor) => row.matmul(weight).tanh();
    const gradientOf = (run: () => Tensor) => {
      weight.zeroGrad();
      const result = autocast('bfloat16', run);
      result.sum().backward();
      return [result.toArray(), weight.grad?.toArray()];
    };
    const plain = gradientOf(() => layer(x));
    const compiled = compile(layer);
    assert.deepEqual(
      gradientOf(() => compiled(x)),
      plain,
    );
    assert.deepEqual(
      gradientOf(() => checkpoint(layer, x)),
      plain,
    );
    assert.deepEqual(gradientOf(() => vmap(layer)(x.unsqueeze(1)).squeeze(1))[0], plain[0]);
    const [, rows] = autocast('bfloat16', () =>
      scan(
        (carry: Tensor, row: Tensor): [Tensor, Tensor] => [carry, layer(row.unsqueeze(0))],
        x,
        x,
      ),
    );
    assert.deepEqual(rows.squeeze(1).toArray(), plain[0]);
    // Not the recording that was made inside.
    assert.notDeepEqual(compiled(x).toArray(), plain[0]);
    assert.deepEqual(compiled(x).toArray(), layer(x).toArray());
  });

  it('has gradients of gradients', () => {
    const weight = randn([4, 4]);
    const x = randn([3, 4]).requiresGrad_();
    const penalty = (precision: amp.Precision): Tensor => {
      const y = autocast(precision, () => x.matmul(weight).tanh().matmul(weight)).sum();
      const [slope] = autograd.grad(y, x, { createGraph: true });
      const [second] = autograd.grad(slope.square().sum(), x);
      return second;
    };
    const [whole, half] = [penalty('float32'), penalty('bfloat16')];
    const scale = whole.abs().max().item();
    assert.ok(half.sub(whole).abs().max().item() < 0.05 * scale);
    assert.ok(half.sub(whole).abs().max().item() > 0);
  });

  it('trains by fit as by hand, and measures the validation set alike', async () => {
    const train = async (byFit: boolean) => {
      manualSeed(3);
      const data = new TensorDataset(randn([32, 6]), randn([32, 6]).argmax(1).remainder(3));
      const loader = new DataLoader(data, { batchSize: 8 });
      const net = new nn.Sequential(new nn.Linear(6, 8), new nn.ReLU(), new nn.Linear(8, 3));
      const optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
      if (byFit) {
        const options = { epochs: 2, optimizer, criterion, validation: loader, callbacks: [] };
        const history = await fit(net, loader, { ...options, autocast: 'bfloat16' });
        assert.equal(history.mode.kind, 'compiled');
        return history.stepLosses;
      }
      const losses: number[] = [];
      for (let epoch = 0; epoch < 2; epoch++) {
        for (const [x, y] of loader) {
          optimizer.zeroGrad();
          const loss = autocast('bfloat16', () => criterion(net(x), y));
          loss.backward();
          optimizer.step();
          losses.push(loss.item());
        }
      }
      return losses;
    };
    const byHand = await train(false);
    const losses = await train(true);
    assertClose(losses, byHand, 1e-5);
  });

  it('names the precisions that there are', () => {
    assert.throws(() => autocast('half' as 'float16', () => 0), {
      name: 'OptionError',
      message: /autocast: the precision must be 'bfloat16', 'float16' or 'float32', got half/,
    });
  });

  it('says once that other backends compute in float32', async (t) => {
    const warn = t.mock.method(console, 'warn', () => {});
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    try {
      const x = tensor([[1.001]]);
      const [value] = autocast('bfloat16', () => x.matmul(x)).dataSync();
      autocast('bfloat16', () => x.matmul(x));
      assert.equal(value, Math.fround(Math.fround(1.001) ** 2));
    } finally {
      await tf.setBackend('xla');
    }
    assert.deepEqual(
      warn.mock.calls.flatMap(({ arguments: [text] }) => (/autocast/.test(text) ? [text] : [])),
      ["Warning: autocast: TensorFlow.js's backend 'cpu' has no bfloat16, so all is float32."],
    );
  });
});
