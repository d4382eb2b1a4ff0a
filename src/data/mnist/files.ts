/** The files of one data set on disk: found, fetched where they are missing, and read. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fetchArchive } from '../../download/fetch-archive.js';
import { DownloadError } from '../../download/index.js';
import { DataFormatError, DatasetError } from '../errors.js';
import { readIdx } from '../idx.js';
import type { LabelledImages } from '../image-dataset.js';
import { FILES, type FileName, type Source } from './sources.js';

const SIDE = 28;

/** How long mirrors that failed are not asked again, in milliseconds. */
const MEMORY = 60_000;
const failed = new Map<string, { error: DownloadError; at: number }>();

/**
 * Makes all four files be there, so that training and test images are of the same source.
 *
 * @throws DownloadError
 */
export async function fetchFiles(
  source: Source,
  root: string,
  mirrors: readonly string[] = source.mirrors,
): Promise<void> {
  const key = JSON.stringify([rawFolder(source, root), mirrors]);
  const earlier = failed.get(key);
  if (earlier && performance.now() - earlier.at < MEMORY) throw earlier.error;
  failed.delete(key);
  const folder = rawFolder(source, root);
  for (const file of FILES) {
    if (existsSync(path.join(folder, file))) continue;
    const name = `${file}.gz`;
    const checksum = { algorithm: 'md5', hex: source.md5[file] } as const;
    try {
      await fetchArchive({ name, mirrors, checksum, label: `${source.name} ${name}` }, folder);
    } catch (error) {
      if (error instanceof DownloadError && error.kind === 'mirrors') {
        failed.set(key, { error, at: performance.now() });
      }
      throw error;
    }
  }
}

/**
 * Reads the training or the test part; unpacked files come before gzipped ones.
 *
 * @throws DatasetError when a file is missing.
 * @throws DataFormatError when a file is damaged.
 */
export async function readFiles(
  source: Source,
  root: string,
  train: boolean,
): Promise<LabelledImages> {
  const [imagesFile, labelsFile] = train
    ? [find(source, root, FILES[0]), find(source, root, FILES[1])]
    : [find(source, root, FILES[2]), find(source, root, FILES[3])];
  return readLabelledImages(imagesFile, labelsFile, source.classes.length);
}

/**
 * Reads 28 x 28 images and their labels.
 * @throws DataFormatError when a file is damaged, or a label is no class.
 */
export async function readLabelledImages(
  imagesFile: string,
  labelsFile: string,
  classes: number,
): Promise<LabelledImages> {
  const images = await readIdx(imagesFile, 3);
  const labels = await readIdx(labelsFile, 1);
  const [count = 0, height = 0, width = 0] = images.shape;
  if (height !== SIDE || width !== SIDE) {
    throw new DataFormatError(imagesFile, 8, 'images of 28 x 28', `${height} x ${width}`);
  }
  if (labels.shape[0] !== count) {
    throw new DataFormatError(labelsFile, 4, `${count} labels`, `${labels.shape[0]}`);
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DataFormatError(
      labelsFile,
      8 + wrong,
      `a label 0 to ${classes - 1}`,
      `${labels.data[wrong]}`,
    );
  }
  return { images, labels: labels.data };
}

function find(source: Source, root: string, name: FileName): string {
  return findFile(source.name, rawFolder(source, root), name);
}

/** @throws DatasetError when the file is there neither unpacked nor gzipped. */
export function findFile(dataset: string, folder: string, name: string): string {
  const plain = path.join(folder, name);
  const found = [plain, `${plain}.gz`].find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new DatasetError(
    `${dataset}: there is no ${name}, gzipped or not, in ${folder}. ` +
      'Pass `download: true`, or the folder above it as root.',
  );
}

const rawFolder = (source: Source, root: string) => path.resolve(root, source.name, 'raw');
