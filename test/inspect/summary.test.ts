/** `summary` says what torchinfo says, and counts operations as PyTorch does. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { nn, ones, type SummaryOptions, summary, type Tensor, zeros } from '../../src/index.js';
import type { AnyModule, ModelInput } from '../../src/inspect/model-input.js';
import { packageRoot } from '../../src/setup/index.js';

interface Golden {
  full: string[];
  plain: string[];
  totals: Record<string, number>;
  flops: number | null;
}

const file = path.join(packageRoot, 'test', 'inspect', 'torchinfo.json');
const goldens: Record<string, Golden> = JSON.parse(readFileSync(file, 'utf8'));

class Shared extends nn.Module {
  scale = new nn.Parameter(ones([4]));
  inner = new nn.Linear(4, 4);
  out = new nn.Linear(4, 2);

  forward(x: Tensor): Tensor {
    return this.out(this.inner(this.inner(x.mul(this.scale))));
  }
}

class Tagger extends nn.Module {
  embedding = new nn.Embedding(20, 6);
  lstm = new nn.LSTM(6, 5, { numLayers: 2, batchFirst: true, bidirectional: true });
  out = new nn.Linear(10, 3);

  forward(x: Tensor): Tensor {
    const [hidden] = this.lstm(this.embedding(x));
    return this.out(hidden);
  }
}

class Blocks extends nn.Module {
  blocks = new nn.ModuleList(
    [0, 1].map(() => new nn.Sequential(new nn.Linear(8, 8), new nn.ReLU())),
  );
  head = new nn.Linear(8, 2);

  constructor() {
    super();
    this.head.requiresGrad_(false);
  }

  forward(x: Tensor): Tensor {
    return this.head([...this.blocks].reduce((value, block) => block(value), x));
  }
}

class Two extends nn.Module {
  left = new nn.Linear(3, 4);
  right = new nn.Linear(5, 4);

  forward(a: Tensor, b: Tensor): Tensor {
    return this.left(a).add(this.right(b));
  }
}

const mlp = () => new nn.Sequential(new nn.Linear(784, 512), new nn.ReLU(), new nn.Linear(512, 10));

const cnn = () =>
  new nn.Sequential(
    new nn.Conv2d(3, 8, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(8),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(8, 16, [3, 5], { stride: 2, groups: 2 }),
    new nn.Dropout(),
    new nn.Flatten(),
    new nn.Linear(16 * 7 * 6, 10),
  );

const encoder = () =>
  new nn.TransformerEncoder(
    new nn.TransformerEncoderLayer(16, 4, { dimFeedforward: 32, batchFirst: true }),
    2,
  );

const cases: Record<string, [AnyModule, ModelInput, SummaryOptions?]> = {
  mlp: [mlp(), [64, 784]],
  cnn: [cnn(), [2, 3, 32, 32]],
  lstm: [new Tagger(), zeros([2, 7], 'int32')],
  encoder: [encoder(), [2, 9, 16], { depth: 4 }],
  encoderAtDepth2: [encoder(), [2, 9, 16], { depth: 2 }],
  shared: [new Shared(), [3, 4]],
  blocks: [new Blocks(), [3, 8]],
  two: [
    new Two(),
    [
      [2, 3],
      [2, 5],
    ],
  ],
};

const full: SummaryOptions = {
  colNames: ['inputSize', 'outputSize', 'numParams', 'paramsPercent', 'multAdds', 'trainable'],
  rowSettings: ['depth', 'varNames'],
};

/** Without the line that torchinfo has not. */
const linesOf = (text: unknown) =>
  String(text)
    .split('\n')
    .filter((line) => !line.startsWith('Total flops'));

test('there is a model for each of the figures from torchinfo', () => {
  assert.deepEqual(Object.keys(cases), Object.keys(goldens));
});

for (const [name, [net, input, options]] of Object.entries(cases)) {
  const golden = goldens[name] ?? assert.fail(name);

  test(`${name}: the text is torchinfo's, with few columns and with all`, () => {
    assert.deepEqual(linesOf(summary(net, input, options)), golden.plain);
    assert.deepEqual(linesOf(summary(net, input, { ...options, ...full })), golden.full);
  });

  test(`${name}: the totals are torchinfo's, the operations PyTorch's`, () => {
    const found = summary(net, input, options);
    const { totalParams, trainableParams, totalMultAdds, outputBytes, paramBytes } = found.totals;
    const totals = { totalParams, trainableParams, totalMultAdds, outputBytes, paramBytes };
    assert.deepEqual(totals, golden.totals);
    if (golden.flops !== null) assert.equal(found.totals.totalFlops, golden.flops);
  });
}

test('operations of an LSTM are those of its gates, in each step, layer and direction', () => {
  const [steps, gates] = [2 * 7, 4 * 5];
  const layers = 2 * 2 * steps * gates * (6 + 5 + (10 + 5));
  assert.equal(
    summary(new Tagger(), zeros([2, 7], 'int32')).totals.totalFlops,
    layers + 2 * steps * 10 * 3,
  );
});

test('a parameter that two layers share counts once', () => {
  const net = new nn.Sequential(new nn.Linear(4, 4), new nn.Linear(4, 4));
  net.at(1).registerParameter('weight', net.parameters()[0]);
  const { totals, layers } = summary(net, [1, 4]);
  assert.equal(totals.totalParams, 16 + 4 + 4);
  assert.deepEqual(
    layers.map(({ numParams }) => numParams),
    [24, 20, 20],
  );
});

test('a notebook shows a table of all columns, and the text', () => {
  const found = summary(mlp(), [64, 784]);
  const shown: unknown = Reflect.get(found, Symbol.for('Jupyter.display')).call(found);
  const bundle = Object(shown);
  assert.equal(bundle['text/plain'], String(found));
  assert.match(bundle['text/html'], /<th[^>]*>Flops<\/th>/);
  assert.match(bundle['text/html'], /51,380,224/);
  assert.match(bundle['text/html'], /Params size \(MB\): 1.63/);
});

test('the model keeps its mode and its hooks, also where it fails', () => {
  const net = mlp().train();
  summary(net, [64, 784]);
  assert.throws(() => summary(net, [64, 783]), { name: 'ShapeError' });
  assert.equal(net.training, true);
  assert.equal(summary(net, [64, 784]).layers.length, 4);
  assert.throws(() => summary(net, [64, 784], { dept: 1 } as object), /no option 'dept'/);
  assert.throws(() => summary(net, [64, -1]), /summary: input must be a shape with the batch/);
});
