/** Pictures in figures: what the PNG files of an image grid hold. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { imageGrid, overlay } from '../../src/plots/index.js';

/** Decodes what our encoder writes: 8 bits a channel, one IDAT, filter "up". */
function decodePng(png: Buffer) {
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = png[25] === 2 ? 3 : 1;
  const length = png.readUInt32BE(33);
  assert.equal(png.toString('latin1', 37, 41), 'IDAT');
  const rows = inflateSync(png.subarray(41, 41 + length));
  const stride = width * channels;
  const pixels = new Uint8Array(stride * height);
  for (let i = 0; i < pixels.length; i++) {
    const row = Math.floor(i / stride);
    const above = row === 0 ? 0 : pixels[i - stride];
    pixels[i] = rows[row * (stride + 1) + 1 + (i % stride)] + above;
  }
  const pixel = (x: number, y: number) => {
    const at = (y * width + x) * channels;
    return [...pixels.subarray(at, at + channels)];
  };
  return { width, height, channels, pixel };
}

function pictures(figure: ReturnType<typeof imageGrid>) {
  const { images } = figure.layout;
  assert.ok(Array.isArray(images));
  return images.map((image: { source: string; x: number; y: number }) => ({
    ...image,
    png: decodePng(Buffer.from(image.source.replace('data:image/png;base64,', ''), 'base64')),
  }));
}

test('imageGrid draws real digits crisply, one picture each, row by row', () => {
  const { data }: { data: number[] } = createRequire(import.meta.url)('mnist/src/digits/3.json');
  const digits = [0, 1, 2].map((i) => data.slice(i * 784, (i + 1) * 784));
  const figure = imageGrid(digits, { titles: [3, 3, 3], columns: 2 });
  const drawn = pictures(figure);
  assert.equal(drawn.length, 3);
  assert.ok(drawn.every(({ png }) => png.width === png.height && png.width % 28 === 0));
  const factor = drawn[0].png.width / 28;
  const brightest = digits[0].indexOf(Math.max(...digits[0]));
  const [x, y] = [brightest % 28, Math.floor(brightest / 28)];
  const corner = drawn[0].png.pixel(x * factor, y * factor);
  assert.deepEqual(drawn[0].png.pixel((x + 1) * factor - 1, (y + 1) * factor - 1), corner);
  assert.deepEqual(corner, [Math.round(255 * digits[0][brightest])]);
  assert.equal(drawn[2].x, drawn[0].x);
  assert.ok(drawn[2].y > drawn[0].y);
  assert.deepEqual(
    Array.isArray(figure.layout.annotations) && figure.layout.annotations.map(({ text }) => text),
    ['3', '3', '3'],
  );
});

test('imageGrid takes colour pictures with their channels first', () => {
  // One row of two pixels: the first is red, the second is blue.
  const image = { shape: [1, 3, 1, 2], dataSync: () => [1, 0, 0, 0, 0, 1] };
  const [picture] = pictures(imageGrid(image));
  assert.equal(picture.png.channels, 3);
  assert.deepEqual(picture.png.pixel(0, 0), [255, 0, 0]);
  assert.deepEqual(picture.png.pixel(picture.png.width - 1, 0), [0, 0, 255]);
});

test('imageGrid scales normalised values from the smallest, black, to the largest, white', () => {
  const [picture] = pictures(imageGrid([[[-1, 0, 1]]]));
  const { width = 0 } = picture.png;
  assert.deepEqual(
    [0, width / 2, width - 1].map((x) => picture.png.pixel(Math.floor(x), 0)),
    [[0], [128], [255]],
  );
});

test('imageGrid clips what is outside a given range', () => {
  const [picture] = pictures(imageGrid([[[-5, 5]]], { range: [0, 1] }));
  const { width = 0 } = picture.png;
  assert.deepEqual(picture.png.pixel(0, 0), [0]);
  assert.deepEqual(picture.png.pixel(width - 1, 0), [255]);
});

test('titles of two lines have the room of two', () => {
  const picture = [[0, 1]];
  const height = (titles: string[]) => imageGrid([picture], { titles }).layout.height ?? 0;
  assert.ok(height(['a<br>b']) > height(['a']));
});

test('overlay colours a grey picture where its map is high', () => {
  const image = { shape: [1, 2, 2], dataSync: () => [0, 1, 1, 0] };
  const map = { shape: [2, 2], dataSync: () => [-3, 0, 5, 0] };
  const [{ png }] = pictures(overlay([image], [map]));
  const at = (x: number, y: number) => png.pixel(x * (png.width - 1), y * (png.height - 1));
  assert.deepEqual(at(0, 0), [0, 0, 0]);
  assert.deepEqual(at(1, 0), [255, 255, 255]);
  const [red, , blue] = at(0, 1);
  assert.ok(red > 200 && blue < 60, `${at(0, 1)}`);
  const small = { shape: [1, 1], dataSync: () => [1] };
  assert.throws(() => overlay([image], [small]), /maps\[0\] must be 2 x 2, as its picture/);
  assert.throws(() => overlay([image], [map, map]), /maps must be as many as images \(1\)/);
});
