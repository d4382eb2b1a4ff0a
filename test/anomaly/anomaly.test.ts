/** The operation that makes the first NaN is named, with the line and the module that called it. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  AnomalyError,
  compile,
  detectAnomaly,
  eye,
  fit,
  isAnomalyEnabled,
  nn,
  noGrad,
  optim,
  scan,
  setDetectAnomaly,
  type Tensor,
  tensor,
} from '../../src/index.js';
import { assertClose } from '../assert-close.js';
import { onEngine } from '../parity/on-engine.js';
import { smallTraining, weightsOf } from '../train/small-training.js';

before(onEngine);

/** Takes the logarithm of what may be negative. */
class Logarithm extends nn.Module {
  override forward(x: Tensor): Tensor {
    return x.log();
  }
}

class Net extends nn.Module {
  first = new nn.Linear(2, 2);
  inner = new nn.Sequential(new nn.ReLU(), new Logarithm());
  override forward(x: Tensor): Tensor {
    return this.inner(this.first(x)).mul(2).sum();
  }
}

/** Makes a layer give what it gets. */
function unchanged({ weight, bias }: nn.Linear): void {
  noGrad(() => {
    weight.copy_(eye(2));
    bias?.zero_();
  });
}

/** The error that `run` throws. */
function found(run: () => unknown): AnomalyError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof AnomalyError, String(error));
    return error;
  }
  throw new Error('Nothing was found.');
}

/** The line of this file on which `text` stands, as it is compiled. */
const HERE = /anomaly\.test\.[jt]s:\d+:\d+$/;

describe('detectAnomaly', () => {
  it('names the first operation, line and module on the way there', () => {
    const net = new Net();
    unchanged(net.first);
    const clean = tensor([[1, 2]]);
    detectAnomaly(() => net(clean).backward());
    const sqrt = (x: Tensor) => x.sub(5).sqrt().mul(3).exp().sum();
    const { anomaly, message } = found(() => detectAnomaly(() => sqrt(clean).item()));
    assert.equal(anomaly.operation, 'sqrt');
    assert.equal(anomaly.from, 'forward');
    assert.equal(anomaly.kind, 'NaN');
    assert.deepEqual(anomaly.shape, [1, 2]);
    assert.match(anomaly.line ?? '', HERE);
    assert.match(
      message,
      /^sqrt gave NaN at .*: its result of shape \[1, 2\] has it, its inputs have not\./,
    );
  });

  it('names the module by its path, and the infinity that a NaN came from', () => {
    const net = new Net();
    unchanged(net.first);
    // log(0) is -inf, and its gradient 1 / 0.
    const { anomaly, before, message } = found(() =>
      detectAnomaly(() => {
        const loss = net(tensor([[1, -1]]));
        loss.sub(loss).backward();
      }),
    );
    assert.equal(anomaly.operation, 'sub');
    assert.equal(before?.operation, 'log');
    assert.equal(before?.module, 'Net.inner.1');
    assert.match(message, /Before it, log made an infinity in Net\.inner\.1 at .*anomaly\.test/);
  });

  it('names the operation whose gradient is NaN, where it was called, before any weight is changed', () => {
    const weight = new nn.Parameter(tensor([4, 0]));
    const optimizer = new optim.SGD([weight], { lr: 1 });
    const { anomaly, message } = found(() =>
      detectAnomaly(() => {
        // The gradient of sqrt at 0 is infinite; times 0 that is NaN.
        weight
          .sqrt()
          .mul(tensor([1, 0]))
          .sum()
          .backward();
        optimizer.step();
      }),
    );
    assert.equal(anomaly.operation, 'SqrtBackward0');
    assert.equal(anomaly.from, 'backward');
    assert.match(anomaly.line ?? '', HERE);
    assert.match(
      message,
      /^SqrtBackward0 gave NaN: the gradient of shape \[2\] has it\. The operation was called at /,
    );
    assert.deepEqual(weight.toArray(), [4, 0]);
  });

  it('tells NaN in the data from NaN that is computed', () => {
    const { anomaly, message } = found(() =>
      detectAnomaly(() => tensor([1, NaN]).mul(2).sum().item()),
    );
    assert.equal(anomaly.from, 'input');
    assert.equal(anomaly.operation, 'mul');
    assert.match(
      message,
      /was given NaN .*: an input of shape \[2\] has it already\.\n {2}Look for it in the data/,
    );
  });

  it('takes infinities for errors only where it is told so', () => {
    const overflow = () => tensor([100]).exp().sum().item();
    assert.equal(detectAnomaly(overflow), Infinity);
    const { anomaly } = found(() => detectAnomaly(overflow, { infinities: true }));
    assert.deepEqual([anomaly.kind, anomaly.operation], ['infinity', 'exp']);
  });

  it('looks into functions that are else recorded', () => {
    const x = tensor([4, -1]);
    const compiled = compile((y: Tensor) => y.sqrt().sum());
    assert.ok(Number.isNaN(compiled(x).item()));
    assert.equal(found(() => detectAnomaly(() => compiled(x).item())).anomaly.operation, 'sqrt');
    const step = (carry: Tensor, y: Tensor): [Tensor, Tensor] => [carry.add(y.log()), y];
    const scanned = found(() => detectAnomaly(() => scan(step, tensor(0), x)[0].item()));
    assert.equal(scanned.anomaly.operation, 'log');
  });

  it('ends with its function, also one that is asynchronous or throws, and gives its result', async () => {
    assert.equal(
      detectAnomaly(() => 7),
      7,
    );
    const later = detectAnomaly(async () => {
      await Promise.resolve();
      assert.ok(isAnomalyEnabled());
      return tensor([-1]).log().mul(2);
    });
    await assert.rejects(later, { name: 'AnomalyError', message: /^log gave NaN/ });
    assert.ok(!isAnomalyEnabled());
    assert.throws(() => detectAnomaly(() => assert.fail('own')), { message: 'own' });
    assert.ok(!isAnomalyEnabled());
    assert.ok(Number.isNaN(tensor([-1]).log().item()));
  });

  it('is switched on and off', () => {
    setDetectAnomaly(true);
    try {
      const x = new nn.Parameter(tensor([-1]));
      assert.throws(() => x.log().sum().backward(), { name: 'AnomalyError' });
    } finally {
      setDetectAnomaly(false);
    }
    assert.ok(Number.isNaN(tensor([-1]).log().item()));
    assert.throws(() => setDetectAnomaly(true, { infinitys: true } as object), {
      message: /Did you mean 'infinities'/,
    });
  });

  it('is an option of fit, which trains to the same weights', async () => {
    const train = async (detect: boolean) => {
      const { net, loader, optimizer, criterion } = smallTraining();
      const options = { epochs: 1, optimizer, criterion, callbacks: [] };
      const { mode } = await fit(net, loader, { ...options, detectAnomaly: detect });
      return { weights: weightsOf(net), mode };
    };
    const plain = await train(false);
    const watched = await train(true);
    assert.deepEqual(watched.mode, { kind: 'step by step', why: 'anomalies are looked for' });
    assertClose(watched.weights, plain.weights, 1e-6);
    const { net, loader, optimizer } = smallTraining();
    const criterion = (outputs: Tensor) => outputs.sub(100).log().mean();
    const before = weightsOf(net);
    await assert.rejects(
      fit(net, loader, { epochs: 1, optimizer, criterion, callbacks: [], detectAnomaly: true }),
      { name: 'AnomalyError', message: /^log gave NaN at .*anomaly\.test/ },
    );
    assert.deepEqual(weightsOf(net), before);
    assert.ok(!isAnomalyEnabled());
  });
});
