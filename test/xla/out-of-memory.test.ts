/** No memory left, here or on the device: typed errors that name the largest tensors, and who made them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  arange,
  eye,
  linspace,
  nn,
  OutOfMemoryError,
  ones,
  rand,
  randint,
  randn,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';
import { onEngine } from '../parity/on-engine.js';

before(onEngine);

/** The error that `run` throws. */
function failure(run: () => unknown): OutOfMemoryError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof OutOfMemoryError, String(error));
    return error;
  }
  throw new Error('There was memory.');
}

/** 2,000,000 rows make 16 TB. */
class Similarities extends nn.Module {
  override forward(x: Tensor): Tensor {
    return x.matmul(x.transpose(0, 1));
  }
}

class Net extends nn.Module {
  first = new nn.Linear(1, 1);
  second = new nn.Sequential(new Similarities());
  override forward(x: Tensor): Tensor {
    return this.second(this.first(x));
  }
}

describe('Out of memory', () => {
  it('names the largest tensors with line, module, kernel, shape and bytes', () => {
    const error = failure(() => new Net()(zeros([2_000_000, 1])).dataSync());
    const [largest] = error.largest;
    assert.equal(error.wantedBytes, 16e12);
    assert.equal(largest.bytes, 16e12);
    assert.deepEqual(largest.shape, [2_000_000, 2_000_000]);
    assert.match(
      error.message,
      /^The device is out of memory: 16\.0 TB more did not fit beside the .* that tensors take\.\n/,
    );
    assert.match(
      error.message,
      /16\.0 TB {2}float32 \[2000000, 2000000\], by matMul, in Net\.second\.0, at \S+out-of-memory\.test\.[tj]s:\d+:\d+, to be computed/,
    );
    assert.match(error.message, /Smaller batches need less; .* checkpoint\(\)/);
  });

  it('tells what lies on the device from what was to be computed', () => {
    const held = ones([1024, 1024]).add(1).keep();
    held.dataSync();
    const error = failure(() => held.expand([1_000_000, 1024, 1024]).mul(2).dataSync());
    assert.equal(error.largest[0]?.isOnDevice, false);
    assert.ok(error.liveBytes >= 4 * 1024 * 1024);
    const live = failure(() => zeros([40_000_000, 100_000]).add(1).dataSync());
    assert.ok(
      live.largest.every(({ bytes }) => bytes >= 1.6e11),
      'small ones are left out',
    );
  });

  it('leaves the engine as it was: what was there is there, and computing goes on', () => {
    const kept = tensor([1, 2, 3]).mul(2).keep();
    kept.dataSync();
    const { liveBuffers } = statistics();
    failure(() => zeros([2_000_000, 2_000_000]).add(kept.sum()).dataSync());
    assert.deepEqual(kept.toArray(), [2, 4, 6]);
    assert.deepEqual(kept.add(1).toArray(), [3, 5, 7]);
    assert.ok(statistics().liveBuffers <= liveBuffers + 3);
  });

  it('belongs to what is too large, and not to what is read or made beside it', () => {
    const huge = zeros([2_000_000, 2_000_000]).add(1);
    const small = tensor([1, 2]).mul(2);
    assert.deepEqual(small.toArray(), [2, 4]);
    const error = failure(() => huge.dataSync());
    assert.match(error.message, /16\.0 TB {2}float32 .*, at \S+out-of-memory\.test\.[tj]s:\d+/);
    const later = huge.sum();
    assert.equal(tensor([3]).add(1).item(), 4);
    assert.equal(failure(() => later.item()).wantedBytes, 16e12);
    assert.equal(tensor([3]).add(2).item(), 5);
  });

  it('is an error, not the end, where the process may not have more', () => {
    const child = fileURLToPath(new URL('out-of-memory-child.js', import.meta.url));
    const command = `ulimit -v 20000000; exec "${process.execPath}" "${child}"`;
    const { stdout, status, stderr } = spawnSync('bash', ['-c', command], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 0, stderr);
    assert.equal(stdout, 'OutOfMemoryError 17179869184 [4294967296], then 42');
  });

  it('is told of arrays that the host can’t hold, with what to do', async () => {
    const many = 2 ** 40;
    const makers: Record<string, () => unknown> = {
      arange: () => arange(many),
      linspace: () => linspace(0, 1, many),
      eye: () => eye(2 ** 20),
      rand: () => rand([many]),
      randn: () => randn([many]),
      randint: () => randint(0, 10, [many]),
    };
    for (const [operation, make] of Object.entries(makers)) {
      assert.throws(make, {
        name: 'HostMemoryError',
        message: `${operation}: ${many} numbers don't fit into an array of JavaScript. Is the shape right? Make them in parts, or on the device (zeros, ones, full), and read parts or sums of them.`,
      });
    }
  });
});

describe('Sizes beyond counting', () => {
  const shapes = [
    [2 ** 31, 2 ** 31, 2 ** 31],
    [2 ** 31, 2 ** 31],
    [2 ** 30, 2 ** 30],
    [2 ** 64],
    [2 ** 51],
  ];
  for (const shape of shapes) {
    it(`are refused with the shape, before XLA counts: [${shape}]`, () => {
      const expected = { name: 'TensorSizeError', message: /elements, more than any device holds/ };
      assert.throws(() => zeros(shape), expected);
      assert.throws(() => tensor([1]).expand(shape).add(1), expected);
      assert.equal(tensor([1]).add(1).item(), 2);
    });
  }

  it('are those of 64 bits: 2^33 elements are only much memory', () => {
    assert.throws(
      () =>
        zeros([2 ** 33])
          .add(1)
          .dataSync(),
      { name: 'OutOfMemoryError' },
    );
    assert.deepEqual(zeros([2 ** 33]).shape, [2 ** 33]);
  });
});

// The last, for what it makes stays to be computed.
it('A layer too large for its first weights says so', () => {
  assert.throws(() => new nn.Linear(2 ** 20, 2 ** 20), {
    name: 'HostMemoryError',
    message: /^uniform_: 1099511627776 numbers/,
  });
});
