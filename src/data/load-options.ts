/** What the data sets that are fetched have in common: where they lie, which part, how it is changed. */
import { dataFolder } from './data-folder.js';
import type { TransformLike } from './transforms/transform.js';

/** Options of `MNIST.load` and its kin. */
export interface LoadOptions {
  /** The training images (default) or the test images. */
  train?: boolean;
  /** Fetches what is missing. Default true. */
  download?: boolean;
  /** Applied to whole batches; see `transforms`. */
  transform?: TransformLike;
  /** Folders (URLs) to fetch from instead of the known ones, in the order in which to try them. */
  mirrors?: readonly string[];
}

/** `load(root?, options?)` or `load(options)`. */
export type LoadArguments<Options extends LoadOptions = LoadOptions> =
  | [root?: string, options?: Options]
  | [options: Options];

/** The root is by default `gradbook/data` in the user's cache folder. */
export function resolveLoad<Options extends LoadOptions>([first, second]: LoadArguments<Options>): {
  root: string;
  options: Partial<Options>;
} {
  return {
    root: typeof first === 'string' ? first : dataFolder(),
    options: (typeof first === 'object' ? first : second) ?? {},
  };
}
