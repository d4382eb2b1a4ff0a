/** The IDX reader: what it takes, and that each kind of damage is named. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DataFormatError } from '../../src/data/errors.js';
import { parseIdx, readIdx } from '../../src/data/idx.js';
import { newFolder } from '../new-folder.js';
import { formatIdx } from './idx-content.js';

const array = { shape: [2, 2, 3], data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i) };
const whole = formatIdx(array);

test('an IDX file reads the same gzipped or not', async () => {
  const folder = await newFolder();
  await writeFile(path.join(folder, 'plain'), whole);
  await writeFile(path.join(folder, 'zipped'), gzipSync(whole));
  for (const name of ['plain', 'zipped']) {
    const { shape, data } = await readIdx(path.join(folder, name), 3);
    assert.deepEqual(shape, [2, 2, 3]);
    assert.deepEqual([...data], [...array.data]);
  }
});

test('the header is big-endian with the element type in the third byte', () => {
  assert.deepEqual([...whole.subarray(0, 16)], [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3]);
});

const damaged: [what: string, bytes: Uint8Array, offset: number, message: RegExp][] = [
  ['an empty file', new Uint8Array(), 0, /expected a 4-byte magic number, found the end/],
  ['a web page', Buffer.from('<!DOCTYPE html><html>'), 0, /found a web page/],
  [
    'another format',
    Buffer.from('PNG, say'),
    0,
    /expected magic number 0x00000803.*found 0x504e472c/,
  ],
  ['floats', Uint8Array.of(0, 0, 0x0d, 3, ...whole.subarray(4)), 0, /unsigned bytes.*0x00000d03/],
  [
    'labels for images',
    formatIdx({ shape: [4], data: new Uint8Array(4) }),
    3,
    /3 dimensions, found 1/,
  ],
  ['a cut header', whole.subarray(0, 9), 9, /a header of 16 bytes/],
  ['a cut body', whole.subarray(0, 20), 16, /12 elements for shape \[2,2,3\], found 4/],
  ['bytes too many', Buffer.concat([whole, Buffer.of(1)]), 16, /12 elements.*found 13/],
];
for (const [what, bytes, offset, message] of damaged) {
  test(`${what} is refused, with file and offset`, () => {
    assert.throws(
      () => parseIdx(bytes, 3, 'digits.idx'),
      (error) =>
        error instanceof DataFormatError &&
        error.file === 'digits.idx' &&
        error.offset === offset &&
        message.test(error.message),
    );
  });
}

test('a gzip file that was cut off is refused', async () => {
  const file = path.join(await newFolder(), 'cut.gz');
  await writeFile(file, gzipSync(whole).subarray(0, 30));
  await assert.rejects(readIdx(file, 3), (error) => {
    assert.ok(error instanceof DataFormatError);
    assert.match(error.message, /cut\.gz.*whole gzip data in 30 bytes.*unexpected end of file/);
    return true;
  });
});
