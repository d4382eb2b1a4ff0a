/** CIFAR's files: pickles of NumPy arrays, in the layout of torchvision. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Archive, fetchArchive } from '../../download/fetch-archive.js';
import { messageOf } from '../../error-message.js';
import { numpyRules, PickledArray, unpickle } from '../../formats/index.js';
import { writeWhole } from '../../whole-file.js';
import { DatasetError } from '../errors.js';
import type { LabelledImages } from '../image-dataset.js';

export interface CifarSource {
  /** Below the root. */
  readonly folder: string;
  readonly archive: Archive;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** The key of a batch's labels. */
  readonly labels: string;
  /** Where the classes' names are. */
  readonly names: { readonly file: string; readonly key: string };
}

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const IMAGE = PLANE * CHANNELS;

/** Unpacks the files that belong to the data set, where one is missing. @throws DownloadError */
export async function fetchBatches(
  source: CifarSource,
  root: string,
  mirrors: readonly string[],
): Promise<void> {
  const folder = path.join(root, source.folder);
  const files = [...source.train, ...source.test, source.names.file];
  if (files.every((file) => existsSync(path.join(folder, file)))) return;
  const archive = await fetchArchive({ ...source.archive, mirrors }, root);
  const { parseTarGzip } = await import('nanotar');
  const entries = await parseTarGzip(await readFile(archive));
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    const entry = entries.find(({ name }) => name === `${source.folder}/${file}`);
    if (!entry?.data) throw new DatasetError(`${archive} has no ${source.folder}/${file}.`);
    await writeWhole(path.join(folder, file), entry.data);
  }
}

/** @throws DatasetError when the file is missing or damaged */
export async function readClasses(
  { names }: CifarSource,
  folder: string,
): Promise<readonly string[]> {
  const classes = (await read(path.join(folder, names.file))).get(names.key);
  if (isTexts(classes)) return classes;
  throw damaged(path.join(folder, names.file), `it has no list '${names.key}'`);
}

/** @throws DatasetError when a file is missing or damaged */
export async function readBatches(
  source: CifarSource,
  folder: string,
  { train, classes }: { train: boolean; classes: number },
): Promise<LabelledImages> {
  const files = train ? source.train : source.test;
  const batches = await Promise.all(
    files.map(async (file) => {
      const place = path.join(folder, file);
      return readBatch(place, await read(place), source.labels, classes);
    }),
  );
  const labels = Uint8Array.from(batches.flatMap((batch) => batch.labels));
  const data = new Uint8Array(labels.length * IMAGE);
  let image = 0;
  for (const { planes, labels } of batches) {
    channelsLast(planes, data.subarray(image * IMAGE));
    image += labels.length;
  }
  return { images: { shape: [labels.length, SIDE, SIDE, CHANNELS], data }, labels };
}

function readBatch(
  file: string,
  batch: ReadonlyMap<unknown, unknown>,
  key: string,
  classes: number,
): { planes: Uint8Array; labels: number[] } {
  const data = batch.get('data');
  const array = data instanceof PickledArray ? data.array : undefined;
  if (!(array?.data instanceof Uint8Array) || array.shape[1] !== IMAGE) {
    throw damaged(file, `its 'data' are no bytes [images, ${IMAGE}]`);
  }
  const labels = batch.get(key);
  const [count] = array.shape;
  if (!isLabels(labels, classes) || labels.length !== count) {
    throw damaged(file, `its '${key}' are not ${count} numbers from 0 to ${classes - 1}`);
  }
  return { planes: array.data, labels };
}

/** The file has all reds of an image, then all greens, then all blues. */
function channelsLast(planes: Uint8Array, into: Uint8Array): void {
  for (let image = 0; image < planes.length; image += IMAGE) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const from = image + channel * PLANE;
      for (let i = 0; i < PLANE; i++) into[image + i * CHANNELS + channel] = planes[from + i];
    }
  }
}

async function read(file: string): Promise<ReadonlyMap<unknown, unknown>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new DatasetError(
      `${file} can't be read: ${messageOf(error)}. Pass \`download: true\`, or the folder above its folder as root.`,
      { cause: error },
    );
  }
  try {
    const content = unpickle(bytes, numpyRules);
    if (content instanceof Map) return content;
  } catch (error) {
    throw damaged(file, messageOf(error), error);
  }
  throw damaged(file, 'it is no dictionary');
}

function damaged(file: string, why: string, cause?: unknown): DatasetError {
  return new DatasetError(`${file} is no file of CIFAR: ${why}. Delete it and load again.`, {
    cause,
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isLabels(value: unknown, classes: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isInteger(item) && item >= 0 && item < classes)
  );
}
