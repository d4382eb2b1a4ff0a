/** A folder of pictures in files, read, resized, cropped and normalized batch by batch, by two threads or processes. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Transformer } from '@napi-rs/image';
import { enginePlugin, InstallError, pythonPeer, sources } from '../install.js';
import { interleave, type Samples } from '../rounds.js';
import { samplesTable } from '../table.js';
import { type Command, WorkerError } from '../worker.js';
import { differences, type Pass, Reader } from './reader.js';

export interface PictureOptions {
  readonly pictures: number;
  readonly rounds: number;
  readonly python: string;
  /** A Python that has torchvision already; else the bench installs it. */
  readonly torchPython?: string;
}

export interface PictureFigures {
  readonly pictures: number;
  /** Seconds a pass over the folder, a sample a round. */
  readonly samples: readonly Samples[];
  readonly notes: readonly string[];
}

const REFERENCE = 'PyTorch, DataLoader and ImageFolder';
const WORKERS = '2';
const [WIDTH, HEIGHT] = [160, 120];
const CLASSES = 10;
/** So many are drawn and encoded; the others are the same ones under other names. */
const DIFFERENT = 1000;
/** Decoders of JPEG differ by a few of 255 levels, rounding to both sides. */
const MEAN_TOLERANCE = 0.005;

export async function measurePictures(options: PictureOptions): Promise<PictureFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-pictures-'));
  const readers: Reader[] = [];
  const passes = new Map<string, Pass>();
  const missing: Samples[] = [];
  const enter = async (name: string, command: () => Promise<Command>) => {
    try {
      const reader = await Reader.start(await command());
      readers.push(reader);
      // The first pass starts threads and compiles.
      passes.set(name, await reader.read());
      return [{ name, measure: async () => (await reader.read()).seconds }];
    } catch (error) {
      if (!(error instanceof InstallError || error instanceof WorkerError)) throw error;
      missing.push({ name, values: [], failure: error.message });
      return [];
    }
  };
  try {
    makePictures(folder, options.pictures);
    const contestants = [
      ...(await enter('Gradbook, DataLoader and ImageFolder', () => ours(folder, options))),
      ...(await enter(REFERENCE, () => torchvision(folder, options))),
    ];
    const samples = [...(await interleave(contestants, options.rounds)), ...missing];
    const notes = differences(passes, REFERENCE, MEAN_TOLERANCE);
    return { pictures: options.pictures, samples, notes };
  } finally {
    for (const reader of readers) reader.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ours(folder: string, { python }: PictureOptions): Promise<Command> {
  await enginePlugin(python);
  const program = fileURLToPath(new URL('../peers/read-pictures.js', import.meta.url));
  return { file: process.execPath, args: [program, folder, WORKERS] };
}

async function torchvision(
  folder: string,
  { python, torchPython }: PictureOptions,
): Promise<Command> {
  const file = torchPython ?? (await pythonPeer('data', python, '2.6 GB'));
  return { file, args: [path.join(sources, 'peers', 'data', 'pictures.py'), folder, WORKERS] };
}

export function picturesTable({ pictures, samples, notes }: PictureFigures): string {
  const title = `${pictures} JPEG files of ${WIDTH} x ${HEIGHT} to batches of 64 x 64, ${WORKERS} workers, s`;
  return [samplesTable(samples, { title, reference: REFERENCE }), ...notes].join('\n');
}

/** Coloured waves with noise, which JPEG packs about as well as photographs. */
function makePictures(folder: string, count: number): void {
  for (let i = 0; i < CLASSES; i++) mkdirSync(path.join(folder, `class-${i}`));
  const file = (i: number) => path.join(folder, `class-${i % CLASSES}`, `${i}.jpg`);
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4, 255);
  for (let i = 0; i < Math.min(count, DIFFERENT); i++) {
    const [across, down, start] = [Math.random() / 10, Math.random() / 10, 6 * Math.random()];
    for (let at = 0; at < WIDTH * HEIGHT; at++) {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
      for (let channel = 0; channel < 3; channel++) {
        const wave = Math.sin(across * x + down * y * (channel + 1) + start);
        pixels[4 * at + channel] = 128 + 100 * wave + 20 * (Math.random() - 0.5);
      }
    }
    writeFileSync(file(i), Transformer.fromRgbaPixels(pixels, WIDTH, HEIGHT).jpegSync(85));
    for (let other = i + DIFFERENT; other < count; other += DIFFERENT) {
      linkSync(file(i), file(other));
    }
  }
}
