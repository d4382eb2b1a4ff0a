/** Weights of models: what is known of them, fetched from a server, read, and what is said where that does not work. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, describe, it, mock } from 'node:test';
import { DownloadError } from '../../src/download/index.js';
import { builder } from '../../src/models/builder.js';
import * as models from '../../src/models/index.js';
import { denseNetNames, transformerNames } from '../../src/models/older-names.js';
import { trained, weightsOf } from '../../src/models/weights.js';
import * as nn from '../../src/nn/index.js';
import { manualSeed } from '../../src/random/index.js';
import {
  OptionError,
  rand,
  randint,
  type Tensor,
  UnknownOptionError,
} from '../../src/tensor/index.js';
import { assertClose } from '../assert-close.js';
import { newFolder } from '../new-folder.js';
import { caseGoldens } from '../parity/golden.js';

interface Goldens {
  readonly weights: Record<
    string,
    [
      file: string,
      numParams: number,
      first: number,
      firstFive: number,
      crop: number,
      resize: number,
      interpolation: string,
      mean: number[],
      std: number[],
    ]
  >;
  readonly categories: string;
  readonly preparation: Record<string, number[]>;
}

const goldens = caseGoldens('models') as Goldens;

const folder = new URL('../../../test/models/weights/', import.meta.url);
const files = new Map<string, Uint8Array>();
for (const name of await readdir(folder)) files.set(name, await readFile(new URL(name, folder)));
const nameOf = (begin: string) => [...files.keys()].find((name) => name.startsWith(begin)) ?? '';

const Tiny_Weights = weightsOf(
  'Tiny_Weights',
  {
    NEW: trained(nameOf('tiny-'), 2022, [50, 75]),
    OLD: trained(nameOf('tiny_old-'), 2022, [50, 75]),
  },
  'NEW',
);
const tiny = builder('tiny', Tiny_Weights, {
  options: { numClasses: 1000 },
  make: (options: { numClasses?: number }) => new Net(options),
});

const requests: string[] = [];
const server = createServer((request, response) => {
  requests.push(request.url ?? '');
  const content = files.get(path.basename(request.url ?? ''));
  if (request.url?.startsWith('/wrong/')) response.end('other bytes');
  else if (content && request.url?.startsWith('/good/')) response.end(content);
  else response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());
const at = (place: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${place}`;

/** An entry of an enumeration by its name in torchvision, as `ResNet18_Weights.DEFAULT`. */
function entryOf(name: string): models.Weights {
  const [owner, key] = name.split('.');
  const weights: unknown = Reflect.get(Reflect.get(models, owner), key);
  assert.ok(weights instanceof models.Weights, name);
  return weights;
}

describe('Weights', () => {
  it('are all that torchvision has for classifying, with what it says of them', () => {
    for (const [name, golden] of Object.entries(goldens.weights)) {
      const weights = entryOf(name);
      const { numParams, metrics } = weights.meta;
      const { cropSize, resizeSize, interpolation, mean, std } = weights.transforms();
      assert.deepEqual(
        [
          weights.url.replace('https://download.pytorch.org/models/', ''),
          numParams,
          metrics['acc@1'],
          metrics['acc@5'],
          cropSize,
          resizeSize,
          interpolation,
          [...mean],
          [...std],
        ],
        golden,
        name,
      );
    }
    const known = new Set(Object.keys(goldens.weights).map((name) => name.split('.')[0]));
    const here = Object.keys(models).filter((name) => name.endsWith('_Weights'));
    assert.deepEqual(
      here.filter((name) => !known.has(name)),
      [],
    );
  });

  it('name 1,000 classes', () => {
    const { categories } = models.ResNet18_Weights.DEFAULT.meta;
    assert.equal(categories.length, 1000);
    const sum = createHash('sha256').update(categories.join('\n')).digest('hex');
    assert.equal(sum, goldens.categories);
  });

  for (const [name, wanted] of Object.entries(goldens.preparation)) {
    it(`prepare images as torchvision does: ${name}`, () => {
      manualSeed(0);
      const found = entryOf(name).transforms()(rand([2, 3, 240, 310]));
      assertSome(found, wanted);
    });
  }

  it('prepare pictures as they are read, and leave those alone that are resized already', () => {
    const prepare = models.ResNet18_Weights.DEFAULT.transforms();
    const bytes = randint(0, 256, [1, 256, 256, 3]);
    const floats = bytes.permute(0, 3, 1, 2).float().div(255);
    const found = prepare(bytes);
    assert.deepEqual([...found.shape], [1, 3, 224, 224]);
    assert.ok(found.allclose(prepare(floats)));
    const middle = floats.at(0, 0, 16, 16).item();
    assertClose(found.at(0, 0, 0, 0).item(), (middle - 0.485) / 0.229, 1e-5);
  });
});

/** Those of the elements that the goldens have. */
function assertSome(found: Tensor, wanted: readonly number[]): void {
  const values = found.dataSync();
  const step = Math.floor(values.length / 12);
  const those = wanted.map((_, i) => values[i * step]);
  assertClose(those, wanted, 2e-5);
}

/** A net so small that its weights can be files of the tests. */
class Net extends nn.Module {
  readonly conv = new nn.Conv2d(1, 2, 3);
  readonly bn = new nn.BatchNorm2d(2);
  fc: nn.Linear;

  constructor({ numClasses = 1000 }: { numClasses?: number } = {}) {
    super();
    this.fc = new nn.Linear(2, numClasses);
  }

  forward(x: Tensor): Tensor {
    return this.fc(this.bn(this.conv(x)).mean([2, 3]));
  }
}

/** The values of a fixture, read by themselves. */
const stateOf = (begin: string) => nn.load(new URL(nameOf(begin), folder).pathname);

describe('A model with weights', () => {
  it('fetches them once, and has their values', async () => {
    const root = await newFolder();
    const fetching = { root, mirrors: [at('good')], progress: false };
    const before = requests.length;
    const net = await tiny({ weights: 'DEFAULT', ...fetching });
    const state = await stateOf('tiny-');
    for (const [key, value] of Object.entries(net.stateDict())) {
      assert.deepEqual(value.toArray(), state[key].toArray(), key);
    }
    assert.deepEqual(await readdir(root), [nameOf('tiny-')]);
    await tiny({ weights: Tiny_Weights.NEW, ...fetching });
    assert.equal(requests.length, before + 1);
  });

  it('reads those of before PyTorch 1.6, which count no batches', async () => {
    const fetching = { root: await newFolder(), mirrors: [at('good')], progress: false };
    const net = await tiny({ weights: 'OLD', ...fetching });
    const state = await stateOf('tiny_old-');
    assert.deepEqual(net.fc.weight.toArray(), state['fc.weight'].toArray());
    assert.equal(net.stateDict()['bn.num_batches_tracked'].item(), 0);
  });

  it('draws what it draws without them, so that a new last layer is the same', async () => {
    const fetching = { root: await newFolder(), mirrors: [at('good')], progress: false };
    manualSeed(0);
    tiny();
    const wanted = rand([1]).item();
    manualSeed(0);
    await tiny({ weights: 'NEW', ...fetching });
    assert.equal(rand([1]).item(), wanted);
  });

  it('refuses other bytes, and says where to put the file when no place has it', async () => {
    const root = await newFolder();
    const file = path.join(root, nameOf('tiny-'));
    const fetching = { root, mirrors: [at('wrong'), at('nowhere/tiny')], progress: false };
    await assert.rejects(tiny({ weights: 'NEW', ...fetching }), (error) => {
      assert.ok(error instanceof DownloadError);
      assert.match(error.message, /wrong bytes: sha256 .* instead of [0-9a-f]{8}/);
      assert.match(error.message, /HTTP status 404/);
      assert.ok(error.message.includes(`or put the file at ${file} yourself`), error.message);
      return true;
    });
    assert.deepEqual(await readdir(root), []);
    await writeFile(file, files.get(nameOf('tiny-')) ?? '');
    await tiny({ weights: 'NEW', ...fetching });
  });

  it('is told which weights and options there are', () => {
    assert.throws(() => tiny({ weights: 'NEWEST' as 'NEW' }), {
      name: 'OptionError',
      message: /tiny: weights must be one of 'NEW', 'OLD', 'DEFAULT', got NEWEST/,
    });
    assert.throws(
      () => tiny({ weights: models.ResNet18_Weights.DEFAULT }),
      (error) =>
        error instanceof OptionError && /got ResNet18_Weights\.IMAGENET1K_V1/.test(error.message),
    );
    assert.throws(
      () => tiny({ weights: 'NEW', numClasses: 10 }),
      /numClasses must be 1000 where weights are given; replace the last layer afterwards, got 10/,
    );
    const options = { num_classes: 10 };
    assert.throws(
      () => models.resnet18(options as object),
      (error) =>
        error instanceof UnknownOptionError && /Did you mean 'numClasses'/.test(error.message),
    );
    assert.throws(() => models.resnext50_32x4d({ groups: 2 } as object), UnknownOptionError);
  });

  it('takes names of layers that were others once', () => {
    const value = rand([1]);
    const keys = (state: nn.StateDict) => Object.keys(state);
    assert.deepEqual(
      keys(
        denseNetNames({
          'features.denseblock1.denselayer12.norm.1.weight': value,
          'features.norm0.bias': value,
        }),
      ),
      ['features.denseblock1.denselayer12.norm1.weight', 'features.norm0.bias'],
    );
    const block = 'encoder.layers.encoder_layer_0';
    assert.deepEqual(
      keys(
        transformerNames({
          [`${block}.mlp.linear_1.bias`]: value,
          [`${block}.mlp.linear_2.bias`]: value,
        }),
      ),
      [`${block}.mlp.0.bias`, `${block}.mlp.3.bias`],
    );
  });

  it('takes names of an older torchvision, in files that count no batches', async () => {
    const saved = models.densenet121();
    const entries = Object.entries(saved.stateDict()).filter(([key]) => !key.endsWith('tracked'));
    const older = Object.fromEntries(
      entries.map(([key, value]) => [
        key.replace(/(denselayer\d+\.\w+?)([12])\./, '$1.$2.'),
        value,
      ]),
    );
    assert.ok('features.denseblock1.denselayer1.norm.2.weight' in older);
    const read = mock.method(models.Weights.prototype, 'getStateDict', async () => older);
    const net = await models.densenet121({ weights: 'DEFAULT' });
    read.mock.restore();
    const key = 'features.denseblock4.denselayer16.conv2.weight';
    assert.deepEqual(net.stateDict()[key].toArray(), saved.stateDict()[key].toArray());
  });

  it('that is a GoogLeNet leaves out what only trains, unless it is asked for', async () => {
    const state = models.googlenet({ initWeights: false }).stateDict();
    const read = mock.method(models.Weights.prototype, 'getStateDict', async () => state);
    const usual = await models.googlenet({ weights: 'DEFAULT' });
    const asked = await models.googlenet({ weights: 'DEFAULT', auxLogits: true });
    read.mock.restore();
    assert.ok(usual.transformInput && !usual.auxLogits && asked.auxLogits);
    assert.ok(!Object.keys(usual.stateDict()).some((key) => key.startsWith('aux')));
    assert.ok('aux1.fc2.weight' in asked.stateDict());
  });
});

describe('A last layer', () => {
  it('is replaced, and learns alone where the others are frozen', () => {
    const net = models.squeezenet1_1();
    net.requiresGrad_(false);
    net.classifier.registerModule('1', new nn.Conv2d(512, 3, 1));
    assert.deepEqual([...net.eval()(rand([1, 3, 32, 32])).shape], [1, 3]);
    const learnt = net.namedParameters().filter(([, parameter]) => parameter.requiresGrad);
    assert.deepEqual(
      learnt.map(([name]) => name),
      ['classifier.1.weight', 'classifier.1.bias'],
    );
  });

  it('of a ResNet may be any module', () => {
    const net = new models.ResNet(models.BasicBlock, [1, 1, 1, 1]);
    const { inFeatures } = net.fc;
    net.fc = new nn.Sequential(new nn.Dropout(0.2), new nn.Linear(inFeatures, 2));
    assert.deepEqual([...net.eval()(rand([1, 3, 32, 32])).shape], [1, 2]);
    assert.ok('fc.1.weight' in net.stateDict());
  });
});
