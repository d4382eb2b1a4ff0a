/** Tables of CSV and Parquet: in memory and as streams; what can't be used is named and counted. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  DataLoader,
  DatasetError,
  SampleError,
  TableDataset,
  type TableOptions,
  TableStream,
} from '../../src/data/index.js';
import { newFolder } from '../new-folder.js';
import { onBoth } from './backends.js';

const folder = fileURLToPath(new URL('../../../test/data/tables/', import.meta.url));
const csv = path.join(folder, 'flowers.csv');
const flowers = { target: 'species', features: ['length', 'colour', 'petals'], oneHot: ['colour'] };

/** All samples of a dataset, by batches. */
function samples(set: TableDataset | TableStream, batchSize = 4) {
  return Array.from(new DataLoader(set, { batchSize }), ([x, y]) => [x.toArray(), y.toArray()]);
}

onBoth('a table gives numbers, categories as ones and zeros, and classes', async () => {
  const set = await TableDataset.load(csv, flowers);
  const [blue, red] = ['colour=blue', 'colour=dark, red'];
  assert.deepEqual(set.features, ['length', blue, red, 'colour=white', 'petals']);
  assert.deepEqual([set.length, set.classes], [25, ['setosa', 'virginica']]);
  const [inputs, target] = set.get(2);
  assert.deepEqual([inputs.toArray(), target], [[5.25, 0, 1, 0, 5], 1]);
  const [x, y] = new DataLoader(set, { batchSize: 3 }).first();
  assert.deepEqual([x.dtype, x.shape, y.dtype], ['float32', [3, 5], 'int32']);
  assert.deepEqual(x.toArray(), [
    [5, 0, 0, 1, 3],
    [5.125, 1, 0, 0, 4],
    [5.25, 0, 1, 0, 5],
  ]);
});

test('a target of numbers is float32 [batch, 1], and may be taken as classes', async () => {
  const features = ['length'];
  const numbers = await TableDataset.load(csv, { target: 'petals', features });
  const [, y] = new DataLoader(numbers, { batchSize: 3 }).first();
  assert.deepEqual([y.dtype, y.toArray()], ['float32', [[3], [4], [5]]]);
  const asClasses = { target: 'petals', features, targetType: 'class' } as const;
  const classes = await TableDataset.load(csv, asClasses);
  assert.deepEqual(classes.classes, ['3', '4', '5', '6']);
});

for (const compression of ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4']) {
  test(`Parquet (${compression}) gives what the CSV file gives`, async () => {
    const file = path.join(folder, `flowers.${compression}.parquet`);
    const options = { ...flowers, features: [...flowers.features, 'wild'] };
    const expected = samples(await TableDataset.load(csv, flowers));
    assert.deepEqual(samples(await TableDataset.load(file, flowers)), expected);
    const { features } = await TableDataset.load(file, options);
    assert.equal(features.at(-1), 'wild');
  });
}

for (const name of [
  'flowers.arrow',
  'flowers.uncompressed.feather',
  'flowers.lz4.feather',
  'flowers.zstd.feather',
]) {
  test(`Arrow (${name}) gives what the CSV file gives`, async () => {
    const expected = samples(await TableDataset.load(csv, flowers));
    assert.deepEqual(samples(await TableDataset.load(path.join(folder, name), flowers)), expected);
  });
}

test('Arrow in many blocks of LZ4 is read to its end', async () => {
  const long = await TableDataset.load(path.join(folder, 'long.lz4.feather'), { target: 'y' });
  assert.deepEqual([long.length, long.classes], [40_000, ['class 0', 'class 1', 'class 2']]);
  for (const i of [0, 12_345, 39_999]) {
    const [x, y] = long.get(i);
    assert.deepEqual([x.toArray(), y], [[(i * i) % 1009], i % 3]);
  }
});

const kinds: Record<string, (row: number) => number> = {
  double: (row) => (row === 1 ? Number.NaN : row / 3),
  single: (row) => row / 3,
  half: (row) => (row === 9 ? Number.NaN : row / 4),
  long: (row) => (row % 4 === 0 ? Number.NaN : 2 ** 60 + row),
  unsigned: (row) => 2 ** 63 + row,
  wide: (row) => 2 ** 31 + row,
  small: (row) => row - 5,
  decimal: (row) => row * 25,
  truth: (row) => (row === 2 ? Number.NaN : Number(row % 2 === 0)),
  nothing: () => Number.NaN,
};

for (const name of ['kinds.1.parquet', 'kinds.2.parquet', 'kinds.feather']) {
  test(`${name} gives numbers of every kind, NaN where they are missing, and whole numbers as classes`, async () => {
    const file = path.join(folder, name);
    const names = Object.keys(kinds).filter((kind) => kind !== 'half' || name !== 'kinds.feather');
    const set = await TableDataset.load(file, {
      target: 'y',
      targetType: 'class',
      features: [...names, 'name'],
      oneHot: ['name'],
      allowMissing: true,
    });
    assert.deepEqual(set.classes, [`${2n ** 60n}`, `${2n ** 60n + 1n}`]);
    for (let row = 0; row < 10; row++) {
      const [x, y] = set.get(row);
      const colours = [Number(row % 2 === 1 && row !== 3), Number(row % 2 === 0)];
      const expected = [...names.map((kind) => Math.fround(kinds[kind](row))), ...colours];
      assert.deepEqual([x.toArray(), y], [expected, row % 2]);
    }
    await assert.rejects(
      TableDataset.load(file, { target: 'small', features: ['list'] }),
      /row 1: column 'list' has lists or records; a feature is one number/,
    );
  });
}

onBoth('a stream gives the same batches as the table in memory, again in each epoch', async () => {
  const expected = samples(await TableDataset.load(csv, flowers));
  const stream = await TableStream.open(csv, flowers);
  assert.deepEqual(samples(stream), expected);
  assert.deepEqual(samples(stream), expected);
  assert.equal(new DataLoader(stream, { batchSize: 4 }).length, 7);
  const [[inputs, target]] = stream;
  assert.deepEqual([inputs.toArray(), target], [[5, 0, 0, 1, 3], 1]);
});

test('a shuffled stream gives each row once, in another order in each epoch', async () => {
  const file = path.join(folder, 'flowers.snappy.parquet');
  const stream = await TableStream.open(file, { ...flowers, shuffleBuffer: 8 });
  const lengths = () => samples(stream, 1).map(([x]) => (x as number[][])[0][0]);
  const [first, second] = [lengths(), lengths()];
  const inOrder = Array.from({ length: 25 }, (_, i) => 5 + i / 8);
  assert.notDeepEqual(first, inOrder);
  assert.notDeepEqual(first, second);
  assert.deepEqual(first.toSorted(), inOrder);
  assert.deepEqual(second.toSorted(), inOrder);
});

async function written(text: string | Uint8Array, name = 'a.csv'): Promise<string> {
  const file = path.join(await newFolder(), name);
  writeFileSync(file, text);
  return file;
}

test('quotes, line ends of every system, tabs, a byte order mark and blank lines are understood', async () => {
  const texts = [
    'a,"b c",y\n1,2,"x, ""q"""\n\n3,4,"two\nlines"\n',
    '\uFEFFa,b c,y\r\n1,2,"x, ""q"""\r\n3,4,"two\nlines"\r\n',
    'a\tb c\ty\n1\t2\t"x, ""q"""\n3\t4\t"two\nlines"',
    'a;b c;y\n1;2;"x, ""q"""\n3;4;"two\nlines"',
  ];
  for (const text of texts) {
    const set = await TableDataset.load(await written(text), { target: 'y' });
    assert.deepEqual(set.features, ['a', 'b c']);
    assert.deepEqual(set.classes, ['two\nlines', 'x, "q"']);
    assert.deepEqual(samples(set, 2), [
      [
        [
          [1, 2],
          [3, 4],
        ],
        [1, 0],
      ],
    ]);
  }
});

/** Inputs and targets of all rows. */
async function rowsOf(text: string | Uint8Array, options: Partial<TableOptions> = {}) {
  const set = await TableDataset.load(await written(text), { target: 'y', ...options });
  return samples(set, 100)[0];
}

test('line ends of all kinds may be mixed, and stand within quotes', async () => {
  const [x, y] = await rowsOf('a,t,y\n1,"p\r\nq",2\r\n3,r,4\r5,r,6\n"7","p\r\nq","8"', {
    oneHot: ['t'],
  });
  assert.deepEqual(x, [
    [1, 1, 0],
    [3, 0, 1],
    [5, 0, 1],
    [7, 1, 0],
  ]);
  assert.deepEqual(y, [[2], [4], [6], [8]]);
});

test('a quote within a value is a character, and one that is never closed names its row', async () => {
  const text = 'a,t,y\n1,5" pipe,2\n3,"x""y",4\n5,"z" rest,6\n';
  const set = await TableDataset.load(await written(text), { target: 'y', oneHot: ['t'] });
  assert.deepEqual(set.features, ['a', 't=5" pipe', 't=x"y', 't=z rest']);
  const open = await written('a,t,y\n1,x,2\n3,"open,4\n5,x,6\n');
  const skipping = { target: 'y', oneHot: ['t'], onError: 'skip' } as const;
  const { skipped } = await TableDataset.load(open, skipping);
  assert.deepEqual([...skipped], [[2, 'a quote in it is not closed']]);
  const long = await written(`a,t,y\n1,x,2\n3,"open,4\n${'5,x,6\n'.repeat(3e6)}`);
  await assert.rejects(TableDataset.load(long, skipping), /row 2: it is longer than 16 MB.*quote/);
});

test('numbers are those that JavaScript reads, however they are written', async () => {
  const texts = [
    '1e3',
    '-.5',
    '+8',
    '7.',
    '0.1234567890123456789',
    '12345678901234567890',
    '-5e-30',
  ];
  const [x] = await rowsOf(`a,y\n${texts.map((text) => `${text}, 1 `).join('\n')}`);
  assert.deepEqual(
    x,
    texts.map((text) => [Math.fround(Number(text))]),
  );
  const decimals = await rowsOf('a;y\n1,5;-2\n1234,25;1e-1\n', { decimal: ',' });
  assert.deepEqual(decimals, [
    [[1.5], [1234.25]],
    [[-2], [Math.fround(0.1)]],
  ]);
  const truths = await rowsOf('a, y\nTrue,1\nfalse,2\n');
  assert.deepEqual(truths[0], [[1], [0]]);
  await assert.rejects(rowsOf('a;y\n1,5;-2\n'), /column 'a' has "1,5"; decimal: ','/);
  await assert.rejects(rowsOf('a,y\n1e300,2\n'), /row 1: column 'a' has 1e\+300, which 32 bits/);
});

test('what pandas takes for missing is missing in columns of numbers', async () => {
  const [x] = await rowsOf('a,y\nNA,1\n,2\nnull,3\n4,4\n', { allowMissing: true });
  assert.deepEqual(x, [[Number.NaN], [Number.NaN], [Number.NaN], [4]]);
  await assert.rejects(rowsOf('a,y\nnan,1\n'), /column 'a' is empty/);
});

test('another encoding is told by name, and bytes that are none of it name their row', async () => {
  const text = Buffer.from('größe;y\n1;schön\n2;häßlich\n', 'latin1');
  const options = { target: 'y', encoding: 'windows-1252' };
  const file = await written(text);
  const set = await TableDataset.load(file, options);
  assert.deepEqual([set.features, set.classes], [['größe'], ['häßlich', 'schön']]);
  assert.deepEqual(samples(await TableStream.open(file, options)), samples(set));
  await assert.rejects(rowsOf(text), /header that is not in utf-8.*encoding: 'windows-1252'/);
  const below = Buffer.from('a,y\n1,gut\n2,schön\n', 'latin1');
  await assert.rejects(rowsOf(below), /row 2: it has bytes that are no utf-8/);
  await assert.rejects(rowsOf(Buffer.from('\uFEFFa,y\n1,2\n', 'utf16le')), /is in UTF-16\. Save/);
  await assert.rejects(rowsOf('a,y\n1,2\n', { encoding: 'utf-16le' }), /letters.* are bytes/);
  await assert.rejects(rowsOf('a,y\n1,2\n', { delimiter: '::' }), /delimiter is.*one character/);
});

test('a row that crosses the pieces in which a file is read stays whole', async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `${i},"name ${i % 7}, ""x""",${i % 3}\r\n`);
  const stream = await TableStream.open(await written(`a,t,y\r\n${rows.join('')}`), {
    target: 'y',
    oneHot: ['t'],
    targetType: 'class',
  });
  let row = 0;
  for (const [x, y] of new DataLoader(stream, { batchSize: 1000 })) {
    const [inputs, targets] = [x.dataSync(), y.dataSync()];
    for (let i = 0; i < targets.length; i++, row++) {
      assert.equal(inputs[i * 8], row);
      assert.equal(inputs[i * 8 + 1 + (row % 7)], 1);
      assert.equal(targets[i], row % 3);
    }
  }
  assert.equal(row, rows.length);
});

const bad = 'a,b,y\n1,2,3\n4,,6\n7,eight,9\n1,2\n1,2,3,4\n5,6,7\n';

test('a row that can not be used is named, and how many more there are', async () => {
  const file = await written(bad);
  await assert.rejects(TableDataset.load(file, { target: 'y' }), (error) => {
    assert.ok(error instanceof SampleError);
    assert.equal(error.place, `${file}, row 2`);
    assert.match(
      error.message,
      /column 'b' is empty; allowMissing takes it as NaN\. 3 more rows can't be used: 3, 4, 5\. onError: 'skip'/,
    );
    return true;
  });
  const reasons = async (options: TableOptions) => [
    ...(await TableDataset.load(file, { ...options, onError: 'skip' })).skipped,
  ];
  assert.deepEqual(await reasons({ target: 'y' }), [
    [2, "column 'b' is empty; allowMissing takes it as NaN"],
    [
      3,
      "column 'b' has \"eight\", which is no number; list 'b' in oneHot if it names categories, " +
        'or leave it out of features',
    ],
    [4, 'it has 2 values, the header 3'],
    [5, 'it has 4 values, the header 3'],
  ]);
});

test('allowMissing takes empty features: NaN, or no category; an empty target stays a bad row', async () => {
  const text = 'a,colour,y\n1,red,3\n,blue,6\n7,,9\n8,red,\n';
  const options = { target: 'y', oneHot: ['colour'], allowMissing: true, onError: 'skip' } as const;
  for (const open of [TableDataset.load, TableStream.open]) {
    const set = await open(pathToFileURL(await written(text)), options);
    assert.deepEqual(set.features, ['a', 'colour=blue', 'colour=red']);
    assert.deepEqual([...set.skipped], [[4, "column 'y' is empty"]]);
    const [[inputs]] = samples(set);
    assert.deepEqual(inputs, [
      [1, 0, 1],
      [Number.NaN, 1, 0],
      [7, 0, 0],
    ]);
  }
});

test("onError: 'skip' leaves such rows out, in memory and in a stream", async () => {
  const file = await written(bad);
  const options = { target: 'y', onError: 'skip' } as const;
  const expected = [
    [
      [
        [1, 2],
        [5, 6],
      ],
      [[3], [7]],
    ],
  ];
  assert.deepEqual(samples(await TableDataset.load(file, options)), expected);
  const stream = await TableStream.open(file, options);
  assert.deepEqual([samples(stream), stream.length], [expected, 2]);
});

test('what is no table, or has no such column, is refused by name', async () => {
  const refused = async (file: string, options: TableOptions, message: RegExp) => {
    await assert.rejects(TableDataset.load(file, options), { name: DatasetError.name, message });
  };
  await refused(csv, { target: 'specie' }, /no column 'specie'\. Did you mean 'species'\?/);
  await refused(csv, { target: 'species', features: ['length'], oneHot: ['colour'] }, /oneHot/);
  await refused('nowhere.csv', { target: 'y' }, /nowhere\.csv can't be read: ENOENT/);
  await refused('table.xlsx', { target: 'y' }, /not '\.xlsx'/);
  await refused(await written(''), { target: 'y' }, /is empty: its first line/);
  await refused(await written('a,y,a\n'), { target: 'y' }, /two columns named 'a'/);
  await refused(await written('a,y\n'), { target: 'y' }, /no row that can be used/);
  await refused(await written('PAR1\0', 'b.csv'), { target: 'y' }, /must end in \.parquet/);
  await refused(await written('ARROW1\0', 'c.csv'), { target: 'y' }, /must end in \.arrow/);
  await refused(await written('a,y\n\0,1\n'), { target: 'y' }, /is no text: .* UTF-8/);
  await refused(await written('no', 'a.parquet'), { target: 'y' }, /a\.parquet can't be read/);
  await refused(await written('no', 'a.arrow'), { target: 'y' }, /a\.arrow can't be read/);
});

test('a file of 60 MB is read as a stream in a heap of 48 MB', async () => {
  const file = path.join(await newFolder(), 'large.csv');
  const rows = 300_000;
  const row = (i: number) => `${i},${'0.123456789,'.repeat(15)}${i % 10}\n`;
  const header = `a,${Array.from({ length: 15 }, (_, i) => `b${i},`).join('')}y\n`;
  writeFileSync(file, header + Array.from({ length: rows }, (_, i) => row(i)).join(''));
  const child = fileURLToPath(new URL('./read-table-child.js', import.meta.url));
  const output = execFileSync(process.execPath, ['--max-old-space-size=48', child, file], {
    timeout: 120_000,
  });
  const { samples, sum } = JSON.parse(output.toString().trim().split('\n').at(-1) ?? '');
  assert.deepEqual([samples, sum], [rows, (rows * (rows - 1)) / 2]);
});
