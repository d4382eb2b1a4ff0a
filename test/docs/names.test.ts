/** docs/from-pytorch.md and docs/tensor.md name all that there is, all that PyTorch has, and nothing else. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as gradbook from '../../src/index.js';
import { packageRoot } from '../../src/setup/index.js';

const read = (file: string) => readFileSync(path.join(packageRoot, 'docs', file), 'utf8');

/** What stands between backticks, without what it is called with. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/`([\w.]+)`/g)].map(([, name]) => name));
}

/** What PyTorch has, by namespace: test/parity/make-pytorch-names.py. */
const pytorch: Record<string, readonly string[]> = JSON.parse(
  readFileSync(path.join(packageRoot, 'test', 'parity', 'pytorch-names.json'), 'utf8'),
);

/** PyTorch's namespaces as they are abbreviated in the page, and where they are here. */
const counterparts: readonly [of: string, prefix: string, here: object][] = [
  ['nn', 'nn.', gradbook.nn],
  ['nn.functional', 'F.', gradbook.nn.functional],
  ['nn.init', 'nn.init.', gradbook.nn.init],
  ['nn.utils', 'nn.utils.', gradbook.nn.utils],
  ['optim', 'optim.', gradbook.optim],
  ['optim.lr_scheduler', 'lr_scheduler.', gradbook.optim.lrScheduler],
  ['utils.data', 'data.', gradbook],
  ['distributions', 'distributions.', gradbook.distributions],
  ['fft', 'fft.', gradbook.fft],
  ['linalg', 'linalg.', gradbook.linalg],
  ['special', 'special.', gradbook.special],
];

const inCamelCase = (name: string) =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A page's text before the heading of what there is not, and after it. */
function halves(text: string): [string, string] {
  const at = text.indexOf('\n## What there is not');
  assert.ok(at > 0);
  return [text.slice(0, at), text.slice(at)];
}

const { amp, autograd, distributions, fft, linalg, metrics, nn, optim, special } = gradbook;
const namespaces = {
  'autograd.': autograd,
  'amp.': amp,
  'distributions.': distributions,
  'fft.': fft,
  'linalg.': linalg,
  'metrics.': metrics,
  'nn.': nn,
  'nn.functional.': nn.functional,
  'nn.init.': nn.init,
  'nn.utils.': nn.utils,
  'optim.': optim,
  'optim.lrScheduler.': optim.lrScheduler,
  'special.': special,
};

describe('docs/from-pytorch.md', () => {
  const text = read('from-pytorch.md');
  const named = namesIn(text);

  for (const [prefix, namespace] of Object.entries(namespaces)) {
    it(`names all of ${prefix.slice(0, -1)}`, () => {
      const missing = Object.keys(namespace).filter(
        (name) => !named.has(prefix + name) && !(`${prefix}${name}.` in namespaces),
      );
      assert.deepEqual(missing, []);
    });
  }

  it('names what is exported by itself', () => {
    const documentedElsewhere = [
      'amp',
      'distributions',
      'fft',
      'linalg',
      'metrics',
      'nn',
      'optim',
      'special',
      'plots',
      'transforms',
      'tune',
      'device',
      'show',
    ];
    const missing = Object.keys(gradbook).filter(
      (name) => !named.has(name) && !documentedElsewhere.includes(name),
    );
    assert.deepEqual(missing, []);
  });

  it('names nothing that there is not, in its column', () => {
    const rows = [...text.matchAll(/^\| `[\w.]+` \| `([\w.]+)` \|/gm)].map(([, name]) => name);
    assert.ok(rows.length > 250);
    const exported = (name: string) =>
      name.split('.').reduce<unknown>((value, key) => Reflect.get(Object(value), key), gradbook);
    assert.deepEqual(
      rows.filter((name) => exported(name) === undefined),
      [],
    );
  });
});

describe('docs/from-pytorch.md and PyTorch', () => {
  const [there, missing] = halves(read('from-pytorch.md'));
  const rows = new Set([...there.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name]) => name));
  const lacking = namesIn(missing);

  for (const [of, prefix, here] of counterparts) {
    it(`says of each name of torch.${of} what it is here, or that it is missing`, () => {
      const unsaid = pytorch[of].filter(
        // Which of PyTorch's classes are only interfaces here is said in words.
        (name) => !rows.has(prefix + name) && !lacking.has(prefix + name) && name !== 'Sampler',
      );
      assert.deepEqual(unsaid, []);
    });

    it(`calls nothing of torch.${of} missing that is there`, () => {
      const wrong = pytorch[of].filter(
        (name) => lacking.has(prefix + name) && inCamelCase(name) in here,
      );
      assert.deepEqual(wrong, []);
    });
  }
});

describe('docs/transfer-learning.md', () => {
  it('names all of models, whose weights are named as in torchvision', () => {
    const named = namesIn(read('transfer-learning.md'));
    const missing = Object.keys(gradbook.models).filter(
      (name) => !named.has(name) && !name.endsWith('_Weights'),
    );
    assert.deepEqual(missing, []);
  });
});

describe('docs/tensor.md', () => {
  const listed = namesIn(read('tensor.md'));
  const methods = new Set<string>();
  for (
    let proto: object | null = gradbook.Tensor.prototype;
    proto && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto)
  ) {
    // What only answers PyTorch's names with an error is no class's.
    if (!Object.hasOwn(proto, 'constructor')) continue;
    for (const name of Object.getOwnPropertyNames(proto)) methods.add(name);
  }

  it('says of each name of torch.Tensor whether it is there', () => {
    const lacking = namesIn(halves(read('tensor.md'))[1]);
    const isThere = (name: string) => methods.has(inCamelCase(name)) || name === 'dtype';
    const wrong = pytorch.Tensor.filter((name) => isThere(name) === lacking.has(name));
    assert.deepEqual(wrong, []);
  });

  it('lists every method of a tensor', () => {
    const inside = [
      'constructor',
      'toString',
      'accumulate',
      'accumulateWithGraph',
      'gradNode',
      'gradValue',
      'gradVersion',
      'replaceGrad',
      'tf',
    ];
    const missing = [...methods].filter((name) => !listed.has(name) && !inside.includes(name));
    assert.deepEqual(missing, []);
  });
});

describe('The public exports', () => {
  it('show nothing of the inside of tensors', () => {
    const inside = [
      'cellOf',
      'flush',
      'onFlush',
      'asOneOperation',
      'runKernel',
      'inFrame',
      'openIteration',
      'onDevice',
    ];
    assert.deepEqual(
      inside.filter((name) => name in gradbook),
      [],
    );
  });
});
