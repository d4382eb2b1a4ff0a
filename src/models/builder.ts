/** What makes a model: `resnet18()` at once with drawn weights, `await resnet18({ weights: 'DEFAULT' })` with trained ones. */
import type { Module, StateDict } from '../nn/index.js';
import { checkOptionNames, OptionError, type OptionNames } from '../tensor/index.js';
import { FETCHING, type FetchOptions, Weights, type WeightsEnum } from './weights.js';

/** Options with which a model gets trained weights. */
export interface PretrainedOptions<Name extends string> extends FetchOptions {
  /** Their name, as `'IMAGENET1K_V1'`; `'DEFAULT'` are the best; or an entry of the model's enumeration. */
  weights: Name | 'DEFAULT' | Weights;
}

/** Makes models of one kind. */
export interface Builder<Model, Options extends object, Name extends string> {
  /**
   * Draws the weights, as torchvision does.
   * @throws OptionError for what the model can't be made with.
   */
  (options?: Options & FetchOptions & { weights?: null }): Model;
  /**
   * Takes trained weights, fetching them where they are not there yet.
   * @throws OptionError when there are no such weights, or `numClasses` are others than they have.
   * @throws DownloadError when they can't be fetched or written.
   */
  (options: Options & PretrainedOptions<Name>): Promise<Model>;
  /** Those that there are. */
  readonly weights: WeightsEnum<Name>;
}

/** How models of one kind are made. */
export interface Recipe<Model, Options extends object> {
  /** All options by their names. */
  readonly options: OptionNames<Options>;
  /** @param weights those that the model is to take afterwards, if any */
  readonly make: (options: Options, weights: Weights | undefined) => Model;
  /** Gives what a file of an older torchvision holds the names of today. */
  readonly renamed?: (state: StateDict) => StateDict;
  /** What is left to do when the model has its weights. */
  readonly finish?: (model: Model, options: Options) => void;
}

/** How many classes all weights have. */
const CLASSES = 1000;

export function builder<
  Model extends Module<never, unknown>,
  Options extends { numClasses?: number },
  Name extends string,
>(
  name: string,
  known: WeightsEnum<Name>,
  recipe: Recipe<Model, Options>,
): Builder<Model, Options, Name> {
  const names = { ...recipe.options, weights: true, ...FETCHING };

  const build = (given: object = {}): Model | Promise<Model> => {
    checkOptionNames<object>(name, given, names);
    const { weights, progress, root, mirrors, ...rest } = given as FetchOptions & {
      weights?: unknown;
    };
    const options = rest as Options;
    const chosen = chosenOf(name, known, weights);
    if (!chosen) return recipe.make(options, undefined);
    const { numClasses = CLASSES } = options;
    if (numClasses !== CLASSES) {
      const wanted = `${CLASSES} where weights are given; replace the last layer afterwards`;
      throw new OptionError(name, 'numClasses', numClasses, wanted);
    }
    return pretrained(chosen, { progress, root, mirrors });

    async function pretrained(weights: Weights, fetching: FetchOptions): Promise<Model> {
      // Made before anything is awaited, so that what is drawn does not depend on the network.
      const model = recipe.make(options, weights);
      const state = await weights.getStateDict(fetching);
      const { renamed = (same) => same } = recipe;
      model.loadStateDict(withCounts(model, renamed(state)));
      recipe.finish?.(model, options);
      return model;
    }
  };
  return Object.assign(build, { weights: known }) as Builder<Model, Options, Name>;
}

/** @throws OptionError when there are no such weights */
function chosenOf(name: string, known: WeightsEnum<string>, weights: unknown): Weights | undefined {
  if (weights === undefined || weights === null) return undefined;
  const names = Object.keys(known);
  const found = names.find((key) => key === weights || known[key] === weights);
  if (found !== undefined) return known[found];
  const given = weights instanceof Weights ? weights.name : weights;
  throw new OptionError(name, 'weights', given, `one of '${names.join("', '")}'`);
}

/** PyTorch before 0.4.1 counted no batches, and counts none in what it saved. */
function withCounts(model: Module<never, unknown>, state: StateDict): StateDict {
  const counts = Object.entries(model.stateDict()).filter(([key]) =>
    key.endsWith('.num_batches_tracked'),
  );
  return { ...Object.fromEntries(counts), ...state };
}
