/** Files of NumPy: archives of arrays, and CIFAR's pickles. arrays/ is made by make-array-files.py. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseTarGzip } from 'nanotar';
import '../tensor/cpu.js';
import { fetchBatches } from '../../src/data/cifar/batches.js';
import {
  CIFAR10,
  CIFAR100,
  DataLoader,
  DatasetError,
  EMNIST,
  NpzDataset,
  transforms,
} from '../../src/data/index.js';
import { fetchParts } from '../../src/data/mnist/emnist.js';
import { FormatError, parseNpz } from '../../src/formats/index.js';
import { newFolder } from '../new-folder.js';

const folder = fileURLToPath(new URL('../../../test/data/arrays/', import.meta.url));
const file = (name: string) => path.join(folder, name);

for (const name of ['arrays.npz', 'compressed.npz']) {
  test(`${name} gives each array with its shape, whatever its type and order`, async () => {
    const arrays = parseNpz(await readFile(file(name)));
    const read = (array: string) => {
      const { shape, data } = arrays.get(array) ?? assert.fail(array);
      return [data.constructor.name, shape, [...data]];
    };
    const whole = [-3, -2, -1, 0, 1, 2];
    const quarters = [0, 0.25, 0.5, 0.75, 1, 1.25];
    assert.deepEqual(read('bytes'), ['Uint8Array', [2, 3], [0, 1, 2, 3, 4, 5]]);
    assert.deepEqual(read('truth'), ['Uint8Array', [2, 3], [1, 0, 1, 0, 1, 0]]);
    assert.deepEqual(read('short'), ['Int32Array', [2, 3], whole]);
    assert.deepEqual(read('long'), ['Int32Array', [2, 3], whole]);
    assert.deepEqual(read('real'), ['Float32Array', [2, 3], quarters]);
    assert.deepEqual(read('single'), ['Float32Array', [2, 3], quarters]);
    assert.deepEqual(read('columns'), ['Int32Array', [2, 3], [0, 1, 2, 3, 4, 5]]);
    const half = [0.25, -2, 65504, 2 ** -24, Infinity, Number.NaN];
    assert.deepEqual(read('half'), ['Float32Array', [6], half]);
    assert.deepEqual(read('big'), ['Int32Array', [2, 3], whole]);
    assert.deepEqual(read('scalar'), ['Float32Array', [], [2.5]]);
  });
}

test('what is no array of numbers is refused, as is what is cut off or damaged anywhere', async () => {
  const refused = async (name: string, message: RegExp) => {
    const bytes = await readFile(file(name));
    assert.throws(() => parseNpz(bytes), message);
  };
  await refused('texts.npz', /'names'.*<U1.*astype/);
  await refused('large.npz', /'large'.*1099511627776.*int32/);
  const whole = await readFile(file('compressed.npz'));
  const attempt = (bytes: Uint8Array, what: string) => {
    try {
      parseNpz(bytes);
    } catch (error) {
      assert.ok(error instanceof FormatError, `${what}: ${error}`);
    }
  };
  for (let length = 0; length < whole.length; length += 7) {
    attempt(whole.subarray(0, length), `cut off at ${length}`);
  }
  for (let at = 0; at < whole.length; at++) {
    attempt(
      whole.map((byte, i) => (i === at ? byte ^ 0xff : byte)),
      `damaged at ${at}`,
    );
  }
});

test('arrays of a file are inputs and targets', async () => {
  const transform = new transforms.Lambda((x) => x.add(1));
  const options = { inputs: 'bytes', targets: 'labels', transform };
  const set = await NpzDataset.load(file('arrays.npz'), options);
  const [x, y] = new DataLoader(set, { batchSize: 2 }).first();
  assert.deepEqual(
    [x.dtype, x.toArray(), y.dtype, y.toArray()],
    [
      'int32',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      'int32',
      [1, 0],
    ],
  );
  const [row, label] = set.get(1);
  assert.deepEqual([row.toArray(), label], [[4, 5, 6], 0]);
  const refused = (options: { inputs: string; targets: string }, message: RegExp) =>
    assert.rejects(NpzDataset.load(file('arrays.npz'), options), (error) => {
      assert.ok(error instanceof DatasetError);
      assert.match(error.message, message);
      return true;
    });
  await refused(
    { inputs: 'byte', targets: 'labels' },
    /'byte'\. Did you mean 'bytes'.*short \[2,3\]/,
  );
  await refused({ inputs: 'bytes', targets: 'scalar' }, /\[2,3\].*\[\].*number of samples/);
  const texts = file('texts.npz');
  const beside = await NpzDataset.load(texts, { inputs: 'inputs', targets: 'labels' });
  assert.equal(beside.length, 2, 'an array of texts beside them is no matter');
  await assert.rejects(NpzDataset.load(texts, { inputs: 'names', targets: 'labels' }), (error) => {
    assert.ok(error instanceof DatasetError);
    assert.match(error.message, /texts\.npz can't be read.*'names'.*<U1/);
    return true;
  });
  const missing = NpzDataset.load(file('no.npz'), { inputs: 'x', targets: 'y' });
  await assert.rejects(missing, /no\.npz can't be read/);
});

/** A server that gives this file whatever it is asked for. */
async function serve(name: string) {
  const content = await readFile(file(name));
  const server = createServer((_, response) => response.end(content));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const hex = createHash('md5').update(content).digest('hex');
  return {
    mirrors: [`http://127.0.0.1:${port}`],
    checksum: { algorithm: 'md5', hex } as const,
  };
}

test("CIFAR's archives are unpacked and read, rows, columns and channels in their places", async () => {
  const root = await newFolder();
  const { mirrors, checksum } = await serve('cifar-10-batches-py.tar.gz');
  const source = {
    folder: 'cifar-10-batches-py',
    archive: { name: 'c.tar.gz', mirrors, checksum },
    train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`),
    test: ['test_batch'],
    labels: 'labels',
    names: { file: 'batches.meta', key: 'label_names' },
  };
  await fetchBatches(source, root, mirrors);
  const train = await CIFAR10.load(root, { download: false });
  assert.deepEqual([...train.targets], [0, 1, 1, 1, 2, 1, 3, 1, 4, 1]);
  assert.equal(train.classes[3], 'class 3');
  const [first] = train.get(0);
  assert.deepEqual(
    [first.shape, first.dataSync().slice(0, 6)],
    [[32, 32, 3], Int32Array.of(1, 2, 3, 1, 2, 3)],
  );
  const [x] = new DataLoader(train, { batchSize: 2 }).first();
  assert.equal(x.at(1, 5, 7, 2).item(), (2048 + 5 * 32 + 7) % 251);
  const test = await CIFAR10.load(root, { train: false, transform: new transforms.ToTensor() });
  assert.deepEqual(test.get(0)[0].shape, [3, 32, 32]);

  await rm(path.join(root, source.folder, 'data_batch_4'));
  await assert.rejects(
    CIFAR10.load(root, { download: false }),
    /data_batch_4 can't be read.*download/,
  );
});

test('CIFAR-100 has fine labels, in pickles of today as well', async () => {
  const root = await newFolder();
  await mkdir(path.join(root, 'cifar-100-python'));
  for (const { name, data } of await parseTarGzip(
    await readFile(file('cifar-100-python.tar.gz')),
  )) {
    if (data) await writeFile(path.join(root, name), data);
  }
  const test = await CIFAR100.load(root, { train: false, download: false });
  assert.deepEqual([[...test.targets], test.length, test.train], [[1, 1], 2, false]);
  await writeFile(path.join(root, 'cifar-100-python', 'test'), 'no pickle');
  const damaged = CIFAR100.load(root, { train: false, download: false });
  await assert.rejects(damaged, /test is no file of CIFAR.*Delete it/);
});

test("EMNIST's selections are unpacked out of their archive, and know their classes", async () => {
  const root = await newFolder();
  const archive = { name: 'gzip.zip', ...(await serve('emnist.zip')) };
  const folder = path.join(root, 'EMNIST', 'raw');
  const names = ['images-idx3', 'labels-idx1'].map((kind) => `emnist-letters-train-${kind}-ubyte`);
  await fetchParts(archive, names, folder);
  const letters = await EMNIST.load(root, { split: 'letters', download: false });
  assert.deepEqual([...letters.targets], [1, 26, 7]);
  assert.deepEqual([letters.classes[26], letters.classes.length], ['z', 27]);
  assert.deepEqual([letters.get(1)[0].shape, letters.data[2]], [[28, 28], 2]);
  const missing = EMNIST.load(root, { split: 'letters', train: false, download: false });
  await assert.rejects(missing, /no emnist-letters-test-images-idx3-ubyte/);
  await assert.rejects(EMNIST.load(root, { split: 'letter' as never }), /Did you mean 'letters'/);
  const more = fetchParts(archive, ['emnist-digits-test-labels-idx1-ubyte'], folder);
  await assert.rejects(more, /gzip\.zip has no gzip\/emnist-digits-test/);
});
