/** Images side by side, as torchvision's `make_grid` and `save_image` put them. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { decodeImage } from '../../src/data/images/decode.js';
import { makeGrid, saveImage } from '../../src/data/index.js';
import {
  arange,
  OptionError,
  ones,
  ShapeError,
  type Tensor,
  tensor,
} from '../../src/tensor/index.js';
import { newFolder } from '../new-folder.js';

const images = (count: number, channels = 1): Tensor =>
  arange(count * channels * 4)
    .float()
    .reshape([count, channels, 2, 2]);

describe('makeGrid', () => {
  it('puts images in rows, with padding around them and a value between', () => {
    const grid = makeGrid(images(3), { nrow: 2, padding: 1, padValue: -1 });
    assert.deepEqual([...grid.shape], [3, 7, 7]);
    const _ = -1;
    assert.deepEqual(grid.at(2).toArray(), [
      [_, _, _, _, _, _, _],
      [_, 0, 1, _, 4, 5, _],
      [_, 2, 3, _, 6, 7, _],
      [_, _, _, _, _, _, _],
      [_, 8, 9, _, _, _, _],
      [_, 10, 11, _, _, _, _],
      [_, _, _, _, _, _, _],
    ]);
  });

  it('gives one image as it is, and takes lists', () => {
    assert.deepEqual(makeGrid(images(1, 3)).toArray(), images(1, 3).at(0).toArray());
    assert.deepEqual([...makeGrid([ones([3, 4, 5]), ones([3, 4, 5])]).shape], [3, 8, 16]);
    assert.deepEqual([...makeGrid(ones([4, 5])).shape], [3, 4, 5]);
  });

  it('moves values into 0 to 1: of all, of each image, of a range', () => {
    const at = (options: object) =>
      makeGrid(images(2), { normalize: true, padding: 0, ...options }).at(0, 0);
    assert.ok(at({}).allclose(tensor([0, 1 / 7, 4 / 7, 5 / 7])));
    assert.ok(at({ scaleEach: true }).allclose(tensor([0, 1 / 3, 0, 1 / 3])));
    assert.ok(at({ valueRange: [1, 5] }).allclose(tensor([0, 0, 0.75, 1])));
  });

  it('says what it takes', () => {
    assert.throws(
      () => makeGrid(ones([2, 4, 4, 3])),
      (error) => error instanceof ShapeError && /permute/.test(error.message),
    );
    assert.throws(() => makeGrid(images(2), { nrow: 0 }), OptionError);
  });
});

describe('saveImage', () => {
  it('writes what reads back as the same pixels', async () => {
    const file = path.join(await newFolder(), 'grid.png');
    await saveImage(images(2).div(10), file, { padding: 0 });
    const { data } = decodeImage(readFileSync(file), file, { channels: 1 });
    // PyTorch: (x * 255 + 0.5).clamp(0, 255), as bytes.
    assert.deepEqual([...data], [0, 26, 102, 128, 51, 77, 153, 179]);
    await assert.rejects(saveImage(images(2), 'grid.jpg'), /saveImage: the file must be a \.png/);
  });
});
