/** Modules: calling, finding parameters, modes, state, text, errors that say where. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as nn from '../../src/nn/index.js';
import { manualSeed } from '../../src/random/index.js';
import {
  arange,
  IndexError,
  OptionError,
  ones,
  randn,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '../../src/tensor/index.js';

class Block extends nn.Module {
  conv = new nn.Conv2d(1, 2, 3);
  bn = new nn.BatchNorm2d(2);
  forward(x: Tensor): Tensor {
    return this.bn(this.conv(x));
  }
}

class Net extends nn.Module {
  override name = 'my net';
  block = new Block();
  head = new nn.Sequential(
    new nn.Flatten(),
    new nn.ReLU(),
    new nn.Linear(8, 3),
    new nn.Dropout(0.2),
  );
  scale = new nn.Parameter(ones([1]));
  notAParameter = zeros([2]);

  forward(x: Tensor): Tensor {
    return this.head(this.block(x)).mul(this.scale);
  }
}

const x = () => randn([5, 1, 4, 4]);

describe('A module', () => {
  it('applies a function in PyTorch’s order, so that what it draws is the same', () => {
    const shared = new nn.Tanh();
    const inner = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
    const net = new nn.Sequential(new nn.Linear(2, 2), inner, shared, shared);
    const seen: string[] = [];
    assert.equal(
      net.apply((module) => seen.push(module.constructor.name)),
      net,
    );
    assert.deepEqual(seen, ['Linear', 'Linear', 'ReLU', 'Sequential', 'Tanh', 'Sequential']);
  });

  it('is called like a function and is still an instance of its class', () => {
    const net = new Net();
    assert.deepEqual(net(x()).shape, [5, 3]);
    assert.equal(typeof net, 'function');
    assert.ok(net instanceof Net && net instanceof nn.Module);
    assert.equal(net.constructor.name, 'Net');
    assert.equal(net.name, 'my net');
  });

  it('finds its parameters and buffers, with the paths and in the order of PyTorch', () => {
    const net = new Net();
    assert.deepEqual(
      net.namedParameters().map(([path]) => path),
      [
        'scale',
        'block.conv.weight',
        'block.conv.bias',
        'block.bn.weight',
        'block.bn.bias',
        'head.2.weight',
        'head.2.bias',
      ],
    );
    assert.deepEqual(
      net.namedBuffers().map(([path]) => path),
      ['block.bn.running_mean', 'block.bn.running_var', 'block.bn.num_batches_tracked'],
    );
    assert.equal(net.cells().length, 10);
    assert.deepEqual(
      net.namedModules().map(([path]) => path),
      ['', 'block', 'block.conv', 'block.bn', 'head', 'head.0', 'head.1', 'head.2', 'head.3'],
    );
  });

  it('names a shared parameter once', () => {
    class Tied extends nn.Module {
      a = new nn.Linear(2, 2);
      b = this.a;
      forward(input: Tensor): Tensor {
        return this.b(this.a(input));
      }
    }
    assert.equal(new Tied().parameters().length, 2);
  });

  it('passes train and eval on to what is inside', () => {
    const net = new Net().eval();
    assert.deepEqual(
      net.modules().map((module) => module.training),
      net.modules().map(() => false),
    );
    assert.deepEqual(net(ones([2, 1, 4, 4])).toArray(), net(ones([2, 1, 4, 4])).toArray());
    assert.equal(net.train().block.bn.training, true);
  });

  it('forgets gradients, or makes zeros of those that there are', () => {
    const fc = new nn.Linear(2, 1);
    fc.weight.sum().backward();
    fc.zeroGrad({ setToNone: false });
    assert.deepEqual([fc.weight.grad?.toArray(), fc.bias.grad], [[[0, 0]], undefined]);
    fc.zeroGrad({ setToNone: true });
    assert.equal(fc.weight.grad, undefined);
  });

  it('freezes parameters and forgets gradients', () => {
    const net = new Net();
    net(x()).sum().backward();
    assert.ok(net.scale.grad);
    net.zeroGrad();
    assert.equal(net.scale.grad, undefined);
    net.requiresGrad_(false);
    assert.equal(net(x()).requiresGrad, false);
  });

  it('prints as PyTorch prints it', () => {
    const text = [
      'Net(',
      '  (block): Block(',
      '    (conv): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))',
      '    (bn): BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
      '  )',
      '  (head): Sequential(',
      '    (0): Flatten(start_dim=1, end_dim=-1)',
      '    (1): ReLU()',
      '    (2): Linear(in_features=8, out_features=3, bias=True)',
      '    (3): Dropout(p=0.2, inplace=False)',
      '  )',
      ')',
    ].join('\n');
    assert.equal(`${new Net()}`, text);
    assert.equal(inspect(new Net()), text);
  });

  it('says in which layer a shape did not fit', () => {
    class Wrong extends nn.Module {
      fc1 = new nn.Linear(4, 512);
      fc2 = new nn.Linear(500, 10);
      forward(input: Tensor): Tensor {
        return this.fc2(this.fc1(input));
      }
    }
    assert.throws(
      () => new Wrong()(zeros([64, 4])),
      (error) => {
        assert.ok(error instanceof ShapeError);
        const [what, where, hint] = error.message.split('\n');
        assert.equal(what, 'Linear(500, 10) got an input of shape [64, 512].');
        assert.equal(where, '  at model.fc2, called from Wrong.forward');
        assert.match(hint, /must be inFeatures = 500/);
        return true;
      },
    );
  });
});

describe('Hooks', () => {
  it('may keep what they are shown, and what they make of it', () => {
    const inner = new nn.ReLU();
    const net = new nn.Sequential(new nn.Linear(2, 3), inner, new nn.Linear(3, 1));
    const kept: Tensor[] = [];
    inner.registerForwardPreHook((_module, [x]) => void kept.push(x as Tensor));
    inner.registerForwardHook((_module, [x], y) => {
      kept.push(x as Tensor, (y as Tensor).detach(), (y as Tensor).mul(2));
    });
    net(ones([4, 2]));
    assert.deepEqual(
      kept.map((tensor) => (tensor.toArray() as number[][]).length),
      [4, 4, 4, 4],
    );
  });
});

describe('Containers', () => {
  it('Sequential runs its modules in order and refuses what is none', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Linear(3, 1));
    assert.deepEqual(net(zeros([4, 2])).shape, [4, 1]);
    assert.equal(net.length, 2);
    // @ts-expect-error a number is no module
    assert.throws(() => new nn.Sequential(3), /item 0 is 3, not a module/);
  });

  it('Sequential of names has them in its state dict, and runs in their order', () => {
    const net = nn.Sequential.named({ body: new nn.Linear(2, 3), head: new nn.Linear(3, 1) });
    assert.deepEqual(net(zeros([4, 2])).shape, [4, 1]);
    const names = ['body.weight', 'body.bias', 'head.weight', 'head.bias'];
    assert.deepEqual(Object.keys(net.stateDict()), names);
  });

  it('ModuleDict knows which kind of module a name is, and weights can be tied', () => {
    const dict = new nn.ModuleDict({ words: new nn.Embedding(5, 3), head: new nn.Linear(3, 5) });
    dict.get('words').weight = dict.get('head').weight;
    assert.deepEqual(
      dict.namedParameters().map(([path]) => path),
      ['words.weight', 'head.bias'],
    );
    assert.deepEqual(dict.get('head')(dict.get('words')(tensor([1], 'int32'))).shape, [1, 5]);
  });

  it('ModuleDict has its modules as fields, and prints by its own name', () => {
    const mlp = new nn.ModuleDict({ fc: new nn.Linear(2, 3), act: new nn.ReLU() });
    assert.deepEqual(mlp.act(mlp.fc(ones([1, 2]))).shape, [1, 3]);
    assert.match(mlp.toString(), /^ModuleDict\(\n {2}\(fc\): Linear/);
    assert.ok(mlp instanceof nn.ModuleDict);
  });

  it('take a module under a name by PyTorch’s older name too', () => {
    const blocks = new nn.Sequential();
    blocks.addModule('block0', new nn.Linear(2, 3));
    assert.deepEqual(Object.keys(blocks.stateDict()), ['block0.weight', 'block0.bias']);
    assert.deepEqual(blocks(ones([1, 2])).shape, [1, 3]);
  });

  it('ModuleList only holds them', () => {
    const list = new nn.ModuleList([new nn.Linear(2, 3)]).append(new nn.Linear(3, 1));
    assert.equal(list.at(-1)(zeros([4, 3])).shape[1], 1);
    assert.equal(list.parameters().length, 4);
    assert.throws(() => list.at(2), RangeError);
  });
});

describe('Layers', () => {
  it('refuse options out of range, naming layer, option and value', () => {
    assert.throws(() => new nn.Linear(0, 3), /Linear: inFeatures.*got 0/);
    assert.throws(() => new nn.Conv2d(1, 2, 1.5), OptionError);
    assert.throws(() => new nn.Dropout(1.5), /Dropout: p.*got 1.5/);
  });

  it('refuse inputs of another shape, saying what they take', () => {
    assert.throws(
      () => new nn.Conv2d(3, 2, 3)(zeros([1, 1, 8, 8])),
      /\[batch, 3 channels, height, width\]/,
    );
    assert.throws(() => new nn.Conv2d(1, 2, 5)(zeros([1, 1, 4, 4])), /at least 5 x 5/);
    assert.throws(() => new nn.MaxPool2d(3)(zeros([1, 1, 2, 2])), /MaxPool2d\(3x3\)/);
    assert.throws(() => new nn.BatchNorm2d(3)(zeros([4, 2, 5, 5])), /numFeatures = 3/);
    assert.throws(() => new nn.BatchNorm1d(3)(zeros([1, 3])), /more than one value a channel/);
    assert.throws(() => zeros([2]).softmax(3), IndexError);
  });

  it('BatchNorm moves its running statistics in training and uses them in eval', () => {
    const bn = new nn.BatchNorm1d(1);
    bn(tensor([[1], [3]]));
    assert.ok(bn.runningMean?.allclose(tensor([0.2])));
    assert.ok(bn.runningVar?.allclose(tensor([0.9 + 0.1 * 2])));
    assert.equal(bn.numBatchesTracked?.item(), 1);
    bn.eval();
    const y = bn(tensor([[0.2]]));
    assert.ok(y.allclose(tensor([[0]]), { atol: 1e-6 }));
    assert.equal(bn.numBatchesTracked?.item(), 1);
  });

  it('functional dropout takes whether it is training by its place or name, behind the probability', () => {
    const x = ones([50]);
    const { dropout } = nn.functional;
    for (const training of [false, { training: false }]) assert.equal(dropout(x, 0.5, training), x);
    assert.ok(dropout(x, 0.5, { training: true }).eq(0).any().item());
  });

  it('Dropout scales what it keeps and does nothing in eval', () => {
    manualSeed(0);
    const dropout = new nn.Dropout(0.5);
    const values = dropout(ones([20])).dataSync();
    assert.deepEqual([...values], [0, 0, 2, 0, 0, 0, 2, 2, 0, 2, 2, 2, 2, 0, 2, 2, 2, 2, 0, 0]);
    assert.deepEqual(
      [
        ...dropout
          .eval()(ones([3]))
          .dataSync(),
      ],
      [1, 1, 1],
    );
  });

  it('losses refuse targets of another shape or type; a class that does not exist makes NaN', () => {
    const criterion = new nn.CrossEntropyLoss();
    const logits = zeros([2, 3]);
    assert.throws(() => criterion(logits, tensor([1], [1], 'int32')), /\[2, 3\].*\[1\]/);
    assert.throws(() => criterion(logits, tensor([1, 2])), /int32/);
    assert.ok(Number.isNaN(criterion(logits, tensor([0, 3], [2], 'int32')).item()));
    assert.throws(() => new nn.MSELoss()(zeros([2, 1]), zeros([2])), /\[2, 1\].*\[2\]/);
  });
});

describe('Transformers', () => {
  const [src, tgt] = [randn([4, 2, 8]), randn([3, 2, 8])];
  const [srcMask, tgtMask] = [4, 3].map(nn.Transformer.generateSquareSubsequentMask);
  const [srcPadding, tgtPadding] = [4, 3].map((steps) =>
    arange(steps)
      .ge(steps - 1)
      .expand(2, -1),
  );
  const same = (a: Tensor, b: Tensor) => assert.deepEqual(a.toArray(), b.toArray());

  it('take masks in PyTorch’s order', () => {
    const net = new nn.Transformer(8, 2, 1, 1, { dimFeedforward: 16, dropout: 0 });
    const memory = net.encoder(src, srcMask, srcPadding);
    same(memory, net.encoder(src, { mask: srcMask, srcKeyPaddingMask: srcPadding }));
    const named = { tgtMask, tgtKeyPaddingMask: tgtPadding, memoryKeyPaddingMask: srcPadding };
    same(
      net.decoder(tgt, memory, tgtMask, undefined, tgtPadding, srcPadding),
      net.decoder(tgt, memory, named),
    );
    same(
      net(src, tgt, srcMask, tgtMask, undefined, srcPadding, tgtPadding, srcPadding),
      net(src, tgt, { ...named, srcMask, srcKeyPaddingMask: srcPadding }),
    );
    same(net(src, tgt, srcMask, { tgtMask }), net(src, tgt, { srcMask, tgtMask }));
  });

  it('take their sizes in PyTorch’s order', () => {
    const layer = new nn.TransformerEncoderLayer(8, 2, 16, 0.25);
    assert.deepEqual([layer.linear1.outFeatures, layer.dropout.p], [16, 0.25]);
    const norm = new nn.LayerNorm(8);
    assert.equal(new nn.TransformerEncoder(layer, 2, norm).norm, norm);
    assert.throws(
      () => new nn.TransformerEncoderLayer(8, 2, { dimFeedForward: 16 } as never),
      /dimFeedforward/,
    );
  });
});

describe('clipGradNorm_', () => {
  it('gives the norm and scales gradients down to the limit, but not up', () => {
    const p = new nn.Parameter(zeros([2]));
    p.grad = tensor([3, 4]);
    assert.equal(nn.utils.clipGradNorm_([p], 1).item(), 5);
    assert.ok(p.grad.allclose(tensor([0.6, 0.8]), { atol: 1e-5 }));
    nn.utils.clipGradNorm_([p], 10);
    assert.ok(p.grad.allclose(tensor([0.6, 0.8]), { atol: 1e-5 }));
  });
});

describe('init', () => {
  it('draws Xavier and Kaiming numbers within their bounds', () => {
    const weight = new nn.Parameter(zeros([100, 50]));
    nn.init.xavierUniform_(weight);
    const most = (bound: number) => weight.dataSync().every((value) => Math.abs(value) <= bound);
    assert.ok(most(Math.sqrt(6 / 150)) && !most(Math.sqrt(6 / 150) * 0.9));
    nn.init.kaimingNormal_(weight, { nonlinearity: 'relu' });
    assert.ok(Math.abs(weight.std().item() - Math.sqrt(2 / 50)) < 0.01);
    nn.init.zeros_(weight);
    assert.equal(weight.abs().sum().item(), 0);
    assert.throws(() => nn.init.xavierUniform_(zeros([3])), /2 dimensions or more/);
    for (const fill of [nn.init.xavierUniform_, nn.init.xavierNormal_, nn.init.orthogonal_]) {
      const [byPlace, byName] = [3, { gain: 3 }].map((gain) => {
        manualSeed(0);
        return fill(zeros([3, 2]), gain).toArray();
      });
      assert.deepEqual(byPlace, byName);
    }
  });
});
