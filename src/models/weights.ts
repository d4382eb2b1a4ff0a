/** Weights that were trained on ImageNet: where they are, what they are good for, and fetching them. */
import path from 'node:path';
import { cacheFolder } from '../download/cache-folder.js';
import { fetchArchive } from '../download/fetch-archive.js';
import { load, type StateDict } from '../nn/index.js';
import { withDefaults } from '../tensor/index.js';
import { ImageClassification, type Preparation } from './image-classification.js';
import { imagenetCategories } from './imagenet-categories.js';

/** Where PyTorch keeps them. */
const MIRROR = 'https://download.pytorch.org/models/';

/** How weights are fetched. */
export interface FetchOptions {
  /** Whether a line shows how far the download is. Default true. */
  progress?: boolean;
  /** The folder that the file is kept in. Default: `gradbook/models` in the user's cache folder. */
  root?: string;
  /** Folders (URLs) to fetch from instead of PyTorch's own, in the order in which to try them. */
  mirrors?: readonly string[];
}

export const FETCHING = { progress: true, root: undefined, mirrors: [MIRROR] } as const;

/** What is known of weights. */
export interface WeightsMeta {
  /** The names of the 1,000 classes, in the order of the model's outputs. */
  readonly categories: readonly string[];
  /** How many numbers the model learns. */
  readonly numParams: number;
  /** The share of ImageNet's pictures whose class is the first, or among the first five, in percent. */
  readonly metrics: { readonly 'acc@1': number; readonly 'acc@5': number };
}

/** What the tables say of weights. */
interface Entry {
  /** The file's name, whose end are the first digits of its SHA-256. */
  readonly file: string;
  readonly numParams: number;
  readonly accuracy: readonly [first: number, firstFive: number];
  readonly preparation: Preparation;
}

export const trained = (
  file: string,
  numParams: number,
  accuracy: Entry['accuracy'],
  preparation: Preparation = {},
): Entry => ({ file, numParams, accuracy, preparation });

/** Weights of a model. PyTorch: `torchvision.models.Weights`. */
export class Weights {
  /** As `ResNet18_Weights.IMAGENET1K_V1`. */
  readonly name: string;
  /** Where PyTorch keeps them. */
  readonly url: string;
  /** What is known of them. */
  readonly meta: WeightsMeta;
  readonly #entry: Entry;

  /** @internal */
  constructor(name: string, entry: Entry) {
    const [first, firstFive] = entry.accuracy;
    this.name = name;
    this.url = MIRROR + entry.file;
    this.meta = {
      categories: imagenetCategories,
      numParams: entry.numParams,
      metrics: { 'acc@1': first, 'acc@5': firstFive },
    };
    this.#entry = entry;
  }

  /** What pictures go through before the model: resized, cut and normalized as those that it was judged by. */
  transforms(): ImageClassification {
    return new ImageClassification(this.#entry.preparation);
  }

  /**
   * The weights by name. The file is fetched where it is not there yet, and its SHA-256 compared with its name.
   * @throws DownloadError when it can't be fetched or written; the message says where to put the file instead.
   * @throws TorchFileError when it can't be read.
   */
  async getStateDict(options: FetchOptions = {}): Promise<StateDict> {
    const { progress, root, mirrors } = withDefaults('getStateDict', options, FETCHING);
    const { file } = this.#entry;
    const hex = path.basename(file, '.pth').split('-').at(-1) ?? '';
    const checksum = { algorithm: 'sha256', hex } as const;
    const folder = path.resolve(root ?? path.join(cacheFolder(), 'models'));
    return load(await fetchArchive({ name: file, mirrors, checksum, progress }, folder));
  }

  /** The name. */
  toString(): string {
    return this.name;
  }
}

/** The weights of a model by their names. */
export type WeightsEnum<Name extends string> = Readonly<Record<Name | 'DEFAULT', Weights>>;

/** @param best which of them is `DEFAULT` */
export function weightsOf<Name extends string>(
  name: string,
  entries: Readonly<Record<Name, Entry>>,
  best: NoInfer<Name>,
): WeightsEnum<Name> {
  const made = Object.fromEntries(
    Object.entries<Entry>(entries).map(([key, entry]) => [
      key,
      new Weights(`${name}.${key}`, entry),
    ]),
  ) as Record<Name, Weights>;
  return { ...made, DEFAULT: made[best] };
}
