/** Pictures in a folder for each class. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Tensor } from '../../tensor/index.js';
import { checkRecord, checkText } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import { ReadDataset } from '../read-dataset.js';
import type { OnError, SampleReader } from '../reading/index.js';
import type { TransformLike } from '../transforms/transform.js';
import type { ImageShape } from './decode.js';
import { open } from './image-reader.js';

export interface ImageFolderOptions extends ImageShape {
  /** Applied to batches of bytes, int32 `[batch, height, width, channels]`; see `transforms`. */
  transform?: TransformLike;
  /** `throw` (default) at a picture that can't be read, or `skip` it: batches are smaller then. */
  onError?: OnError;
  /** Which files are taken, instead of those with a picture's extension. */
  isValidFile?: (file: string) => boolean;
}

const EXTENSIONS = ['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp'];

/**
 * `root/cat/1.png` is a picture of class `cat`. PyTorch: `torchvision.datasets.ImageFolder`.
 *
 * Pictures of a batch must have the same size: give `resize` or `centerCrop`, where the files' differ.
 * A DataLoader with `numWorkers` reads them ahead by threads.
 */
export class ImageFolder extends ReadDataset<[Tensor, number]> {
  /** The folder. */
  readonly root: string;
  /** The folders' names, sorted. */
  readonly classes: readonly string[];
  /** The number of each class. */
  readonly classToIdx: Readonly<Record<string, number>>;
  /** Each picture's file and class. */
  readonly samples: readonly (readonly [file: string, target: number])[];
  /** The class of each sample. */
  readonly targets: Int32Array;
  protected readonly reader: SampleReader;

  /** @throws DatasetError when there is no such folder, or a class has no picture. */
  constructor(root: string, options: ImageFolderOptions = {}) {
    checkText('ImageFolder', 'a folder', root);
    checkRecord('ImageFolder', options, '{ resize: [32, 32] }');
    const { channels, resize, centerCrop, transform, onError, isValidFile = isPicture } = options;
    const classes = foldersOf(root);
    const samples = classes.flatMap((name, target) =>
      picturesOf(path.join(root, name), isValidFile).map((file) => [file, target] as const),
    );
    const targets = Int32Array.from(samples, ([, target]) => target);
    const data = {
      files: samples.map(([file]) => file),
      targets,
      shape: { channels, resize, centerCrop },
    };
    super(
      { module: new URL('./image-reader.js', import.meta.url).href, data },
      { transform, onError },
    );
    this.root = root;
    this.classes = classes;
    this.classToIdx = Object.fromEntries(classes.map((name, i) => [name, i]));
    this.samples = samples;
    this.targets = targets;
    this.reader = open(data);
  }

  get length(): number {
    return this.samples.length;
  }
}

function foldersOf(root: string): string[] {
  let names: string[];
  try {
    names = readdirSync(root, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path.join(root, entry.name))),
      )
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new DatasetError(
      `ImageFolder can't list ${path.resolve(root)}: ${(error as Error).message}`,
    );
  }
  if (names.length > 0) return names;
  throw new DatasetError(
    `ImageFolder found no folder in ${path.resolve(root)}. It takes a folder of pictures for each class, ` +
      `as in ${path.join(root, 'cat', '1.png')}.`,
  );
}

const isFolder = (file: string) =>
  statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

const isPicture = (file: string) => EXTENSIONS.includes(path.extname(file).toLowerCase());

/** All files below a class's folder that are taken, by name. */
function picturesOf(folder: string, isValidFile: (file: string) => boolean): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(isValidFile)
    .sort();
  if (files.length > 0) return files;
  throw new DatasetError(
    `ImageFolder found no picture in ${folder}. It takes files that end in ${EXTENSIONS.join(', ')}; ` +
      'isValidFile chooses others.',
  );
}
