/** The CIFAR data sets: 32 x 32 colour photographs (A. Krizhevsky, Learning Multiple Layers of Features, 2009). */
import path from 'node:path';
import { ImageDataset } from '../image-dataset.js';
import { type LoadArguments, resolveLoad } from '../load-options.js';
import { type CifarSource, fetchBatches, readBatches, readClasses } from './batches.js';

/** Mirrors and checksums as in torchvision's `datasets/cifar.py`. */
const MIRRORS = ['https://www.cs.toronto.edu/~kriz/'];

const cifar10: CifarSource = {
  folder: 'cifar-10-batches-py',
  archive: {
    name: 'cifar-10-python.tar.gz',
    mirrors: MIRRORS,
    checksum: { algorithm: 'md5', hex: 'c58f30108f718f92721af3b95e74349a' },
  },
  train: ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5'],
  test: ['test_batch'],
  labels: 'labels',
  names: { file: 'batches.meta', key: 'label_names' },
};

const cifar100: CifarSource = {
  folder: 'cifar-100-python',
  archive: {
    name: 'cifar-100-python.tar.gz',
    mirrors: MIRRORS,
    checksum: { algorithm: 'md5', hex: 'eb9058c3a382ffc7106e4002c42a8d85' },
  },
  train: ['train'],
  test: ['test'],
  labels: 'fine_labels',
  names: { file: 'meta', key: 'fine_label_names' },
};

/**
 * Photographs of ten kinds of things: 50,000 for training, 10,000 for testing; int32
 * `[batch, 32, 32, 3]` before the transform. PyTorch: `torchvision.datasets.CIFAR10`.
 */
export class CIFAR10 extends ImageDataset {
  /**
   * Reads from `root/cifar-10-batches-py`, fetching it first where it is not there (170 MB).
   *
   * The root is by default `gradbook/data` in the user's cache folder.
   *
   * @throws DownloadError when the archive can't be fetched or written.
   * @throws DatasetError when a file is missing and `download` is false, or damaged.
   */
  static async load(...args: LoadArguments): Promise<CIFAR10> {
    return new CIFAR10(...(await read(cifar10, args)));
  }
}

/** Photographs of a hundred kinds of things: 50,000 and 10,000. PyTorch: `torchvision.datasets.CIFAR100`. */
export class CIFAR100 extends ImageDataset {
  /** Reads from `root/cifar-100-python`, fetching it first where it is not there (169 MB). See {@link CIFAR10.load}. */
  static async load(...args: LoadArguments): Promise<CIFAR100> {
    return new CIFAR100(...(await read(cifar100, args)));
  }
}

async function read(
  source: CifarSource,
  args: LoadArguments,
): Promise<ConstructorParameters<typeof ImageDataset>> {
  const { root, options } = resolveLoad(args);
  const { train = true, download = true, transform, mirrors = source.archive.mirrors } = options;
  if (download) await fetchBatches(source, path.resolve(root), mirrors);
  const folder = path.resolve(root, source.folder);
  const classes = await readClasses(source, folder);
  const images = await readBatches(source, folder, { train, classes: classes.length });
  return [images, { train, classes, transform }];
}
