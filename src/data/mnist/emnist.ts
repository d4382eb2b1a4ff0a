/** Handwritten letters and digits, in six selections (G. Cohen et al., arXiv 1702.05373). */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Archive, fetchArchive } from '../../download/fetch-archive.js';
import { readZip } from '../../formats/index.js';
import { didYouMean } from '../../nearest.js';
import { writeWhole } from '../../whole-file.js';
import { DatasetError } from '../errors.js';
import { ImageDataset } from '../image-dataset.js';
import { type LoadArguments, type LoadOptions, resolveLoad } from '../load-options.js';
import { findFile, readLabelledImages } from './files.js';

const unpack = promisify(gunzip);

/** All selections are in one file. Mirror and checksum as in torchvision's `datasets/mnist.py`. */
const ARCHIVE: Archive = {
  name: 'gzip.zip',
  mirrors: ['https://biometrics.nist.gov/cs_links/EMNIST/'],
  checksum: { algorithm: 'md5', hex: '58c8d27c78d21e728a6bc7b3cc06412e' },
};

const DIGITS = [...'0123456789'];
const UPPER = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const LOWER = UPPER.map((letter) => letter.toLowerCase());
/** Letters whose small form looks like the large one. */
const MERGED = new Set('cijklmopsuvwxyz');
const BY_MERGE = [...DIGITS, ...UPPER, ...LOWER.filter((letter) => !MERGED.has(letter))];

const CLASSES = {
  byclass: [...DIGITS, ...UPPER, ...LOWER],
  bymerge: BY_MERGE,
  balanced: BY_MERGE,
  // The file counts them from 1.
  letters: ['N/A', ...LOWER],
  digits: DIGITS,
  mnist: DIGITS,
} as const;

/** Which of the selections. */
export type EmnistSplit = keyof typeof CLASSES;

export interface EmnistOptions extends LoadOptions {
  /** Required: `byclass`, `bymerge`, `balanced`, `letters`, `digits` or `mnist`. */
  split: EmnistSplit;
}

/**
 * Letters and digits, 28 x 28, written as in the file: rows and columns are exchanged. PyTorch:
 * `torchvision.datasets.EMNIST`.
 */
export class EMNIST extends ImageDataset {
  /**
   * Reads from `root/EMNIST/raw`, fetching it first where it is not there (562 MB, all selections at once).
   *
   *     const letters = await EMNIST.load({ split: 'letters' });
   *
   * The root is by default `gradbook/data` in the user's cache folder.
   *
   * @throws DownloadError when the archive can't be fetched or written.
   * @throws DataFormatError when a file is damaged.
   * @throws DatasetError for another split, or when a file is missing and `download` is false.
   */
  static async load(...args: LoadArguments<EmnistOptions>): Promise<EMNIST> {
    const { root, options } = resolveLoad(args);
    const { split, train = true, download = true, transform } = options;
    const classes = classesOf(split);
    const folder = path.resolve(root, 'EMNIST', 'raw');
    const part = `emnist-${split}-${train ? 'train' : 'test'}`;
    const names = [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`] as const;
    const { mirrors = ARCHIVE.mirrors } = options;
    if (download) await fetchParts({ ...ARCHIVE, mirrors }, names, folder);
    const [images, labels] = names.map((name) => findFile('EMNIST', folder, name));
    const content = await readLabelledImages(images, labels, classes.length);
    return new EMNIST(content, { train, classes, transform });
  }
}

function classesOf(split: unknown): readonly string[] {
  const splits = Object.keys(CLASSES);
  const known = splits.find((name) => name === split) as EmnistSplit | undefined;
  if (known !== undefined) return CLASSES[known];
  const problem = `EMNIST: split must be one of ${splits.join(', ')}, got ${split}.`;
  throw new DatasetError(`${problem} ${didYouMean(String(split), splits)}`.trimEnd());
}

/** Unpacks what is missing; the archive stays, since it has the other selections. @throws DownloadError */
export async function fetchParts(
  archive: Archive,
  names: readonly string[],
  folder: string,
): Promise<void> {
  const missing = names.filter((name) =>
    ['', '.gz'].every((suffix) => !existsSync(path.join(folder, name + suffix))),
  );
  if (missing.length === 0) return;
  const file = await fetchArchive(archive, folder);
  const entries = readZip(await readFile(file));
  for (const name of missing) {
    const entry = entries.get(`gzip/${name}.gz`);
    if (!entry) throw new DatasetError(`${file} has no gzip/${name}.gz.`);
    await writeWhole(path.join(folder, name), await unpack(entry()));
  }
}
