/** docs/from-pytorch.md and docs/tensor.md name all that there is, and nothing else. */
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

const { metrics, nn, optim } = gradbook;
const namespaces = {
  'metrics.': metrics,
  'nn.': nn,
  'nn.functional.': nn.functional,
  'nn.init.': nn.init,
  'nn.utils.': nn.utils,
  'optim.': optim,
  'optim.lrScheduler.': optim.lrScheduler,
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
      'metrics',
      'nn',
      'optim',
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

describe('docs/tensor.md', () => {
  const listed = namesIn(read('tensor.md'));
  const methods = new Set<string>();
  for (
    let proto: object | null = gradbook.Tensor.prototype;
    proto && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const name of Object.getOwnPropertyNames(proto)) methods.add(name);
  }

  it('lists every method of a tensor', () => {
    const inside = [
      'constructor',
      'toString',
      'accumulate',
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
