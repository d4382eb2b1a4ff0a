/** A mistyped option is refused by every function, method and transform that takes some, with the name that was meant. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PLACES } from '../../src/tensor/methods/places.js';
import * as gradbook from './subjects.js';

const { fromBrokenTypes, nn, ones, optim, TensorDataset, transforms, UnknownOptionError } =
  gradbook;

type Callable = (...given: unknown[]) => unknown;

/** The parameters as they are written, between the first parentheses. */
function parametersOf(source: string): string[] {
  const from = source.indexOf('(', source.startsWith('class') ? source.indexOf('constructor') : 0);
  const parts = [''];
  let depth = 0;
  for (const letter of source.slice(from)) {
    if (letter === ')' && depth === 1) break;
    if (/[([{]/.test(letter)) depth++;
    if (/[)\]}]/.test(letter)) depth--;
    if (letter === ',' && depth === 1) parts.push('');
    else if (depth > 1 || letter !== '(') parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

/** At which place options are taken, -1 where nowhere. */
const placeOfOptions = (source: string) =>
  parametersOf(source).findIndex((parameter) => /^(options|given)\b/.test(parameter));

/** The functions of an object that take options. */
function takingOptions(object: object): [name: string, run: Callable, place: number][] {
  return Object.entries(Object.getOwnPropertyDescriptors(object)).flatMap(([name, { value }]) => {
    if (typeof value !== 'function') return [];
    const place = placeOfOptions(String(value));
    return place < 0 ? [] : [[name, value as Callable, place]];
  });
}

function refusal(call: (options: object) => unknown, typed: string): string {
  try {
    call({ [typed]: 1 });
  } catch (error) {
    assert.ok(error instanceof UnknownOptionError, String(error));
    return error.message;
  }
  return assert.fail(`'${typed}' was taken`);
}

/** Each option, with a slip at its end, must be recognised. */
function assertRefuses(name: string, call: (options: object) => unknown): void {
  const all = refusal(call, 'anOptionThatThereIsNot');
  assert.match(all, new RegExp(`^${name} has no option 'anOptionThatThereIsNot'`));
  const options = all.replace(/.*The options are (.*)\.$/, '$1').split(', ');
  assert.ok(options.length > 0);
  for (const option of options) {
    const slip = `${option}${option.at(-1)}`;
    assert.match(refusal(call, slip), new RegExp(`Did you mean '${option}'\\?`));
  }
}

const x = ones([2, 4, 6]);
const dataset = new TensorDataset(ones([4, 2]));
const loader = new gradbook.DataLoader(dataset);
const net = new nn.Linear(2, 2);
const flip = transforms.functional.hflip;

/** Functions by namespace, and what they are called on. */
const NAMESPACES: readonly (readonly [of: string, namespace: object, on?: object])[] = [
  ['nn.functional', nn.functional],
  ['a tensor', gradbook.Tensor.prototype, x],
  ['nn.init', nn.init],
  ['transforms.functional', transforms.functional],
  ['nn.utils', nn.utils],
  ['nn.utils.rnn', nn.utils.rnn],
  ['nn.utils.parametrizations', nn.utils.parametrizations],
  ['nn.utils.parametrize', nn.utils.parametrize],
  ['a module', nn.Module.prototype, net],
];

/** What is taken before the options, where that is no tensor. */
const FIRST: Readonly<Record<string, unknown>> = { max: 0, min: 0, packSequence: [ones([2])] };
/** Of functions that do what a transform does: the transform that says it, and what is taken before. */
const OF_TRANSFORMS: Readonly<Record<string, readonly [said: string, ...before: unknown[]]>> = {
  pad: ['Pad', x, 1],
  resize: ['Resize', x, 2],
  resizedCrop: ['Resize', x, 0, 0, 2, 2, 2],
};

/** Other names under which one and the same function is said. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  add_: 'add',
  aminmax: 'amin',
  argsort: 'sort',
  div_: 'div',
  divide: 'div',
  sub_: 'sub',
  subtract: 'sub',
  trueDivide: 'div',
  indexPut_: 'setAt',
  nansum: 'sum',
  nanmean: 'sum',
  stdMean: 'std',
  varMean: 'var',
  randLike: 'rand',
  randnLike: 'randn',
  packSequence: 'packPaddedSequence',
  bucketize: 'searchsorted',
};

for (const [of, namespace, on] of NAMESPACES) {
  describe(`A mistyped option is refused by all functions of ${of}`, () => {
    for (const [name, run, place] of takingOptions(namespace)) {
      it(name, () => {
        const usual = [OTHER_NAMES[name] ?? name, ...Array(place).fill(FIRST[name] ?? x)];
        const isTransform = namespace === transforms.functional;
        const [said, ...before] = (isTransform ? OF_TRANSFORMS[name] : undefined) ?? usual;
        assertRefuses(said, (options) => Reflect.apply(run, on, [...before, options]));
      });
    }
  });
}

describe('A mistyped option is refused by methods whose places may be named', () => {
  for (const [name, { from = 0 }] of Object.entries(PLACES)) {
    it(name, () => {
      const method: unknown = Reflect.get(x, name);
      assert.ok(typeof method === 'function');
      assertRefuses(name, (options) => Reflect.apply(method, x, [...Array(from).fill(x), options]));
    });
  }
});

it('there are more than 180 of these', () => {
  const all = NAMESPACES.flatMap(([, namespace]) => takingOptions(namespace));
  assert.ok(all.length + Object.keys(PLACES).length > 180, `${all.length}`);
});

describe('A mistyped option is refused by all functions that make tensors or train', () => {
  const before: Readonly<Record<string, unknown[]>> = {
    bernoulli: [x],
    bucketize: [x, ones([2])],
    compile: [() => x],
    earlyStopping: [],
    evaluate: [net, loader],
    findLr: [net, loader],
    meshgrid: [[x]],
    multinomial: [x, 1],
    normal: [0, 1, [2]],
    rand: [[2]],
    randint: [0, 2, [2]],
    randintLike: [x, 2, 3],
    randLike: [x],
    randn: [[2]],
    randnLike: [x],
    randomSplit: [dataset, [2, 2]],
    randperm: [3],
    scan: [() => x, x, x],
    vmap: [() => x],
  };
  for (const [name, given] of Object.entries(before)) {
    it(name, () => {
      const run: unknown = Reflect.get(gradbook, name);
      assert.ok(typeof run === 'function');
      assertRefuses(OTHER_NAMES[name] ?? name, (options) =>
        Reflect.apply(run, undefined, [...given, options]),
      );
    });
  }
});

describe('A mistyped option is refused by all classes of data that take some', () => {
  const before: Readonly<Record<string, unknown[]>> = {
    AutoAugment: [],
    CutMix: [],
    DataLoader: [dataset],
    DistributedSampler: [dataset],
    ElasticTransform: [],
    GaussianNoise: [],
    MixUp: [],
    Pad: [1],
    RandAugment: [],
    ColorJitter: [],
    RandomAffine: [],
    RandomApply: [[flip]],
    RandomChoice: [[flip]],
    RandomCrop: [2],
    RandomErasing: [],
    RandomPerspective: [],
    RandomPhotometricDistort: [],
    RandomResize: [2, 3],
    RandomResizedCrop: [2],
    RandomRotation: [3],
    RandomSampler: [dataset],
    RandomShortestSize: [2],
    RandomZoomOut: [],
    Resize: [2],
    ScaleJitter: [[4, 4]],
    SubsetRandomSampler: [[0]],
    TenCrop: [2],
    ToDtype: ['float32'],
    TrivialAugmentWide: [],
    WeightedRandomSampler: [[1], 1],
  };
  const all: Readonly<Record<string, unknown>> = { ...gradbook, ...transforms };
  for (const [name, given] of Object.entries(before)) {
    it(name, () => {
      const Made = all[name];
      assert.ok(typeof Made === 'function');
      assertRefuses(name, (options) => Reflect.construct(Made, [...given, options]));
    });
  }

  it('no transform is left out', () => {
    const taking = Object.entries(transforms)
      .filter(([, value]) => typeof value === 'function' && placeOfOptions(String(value)) >= 0)
      .map(([name]) => name)
      .filter((name) => name !== 'Transform');
    assert.ok(taking.length >= 8, `${taking}`);
    assert.deepEqual(
      taking.filter((name) => !(name in before)),
      [],
    );
  });
});

it('what is given by position, as in PyTorch, where an object is expected is refused too', () => {
  const broken = fromBrokenTypes;
  const { functional: F } = nn;
  assert.throws(() => F.rrelu(x, broken(0.5)), /rrelu: options must be an object.*lower: /);
  assert.throws(() => x.sum(1, broken(true)), /sum: options must be an object.*keepdim/);
  assert.throws(() => new nn.Parameter(x, broken(false)), /Parameter: options must be an object/);
  assert.throws(() => new optim.SGD(net.parameters(), broken('0.1')), /SGD: options must be/);
});
