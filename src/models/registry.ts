/** Models by names that only the program knows. PyTorch: `torchvision.models.get_model` and its kin. */
import { nearest } from '../nearest.js';
import type { Module } from '../nn/index.js';
import { OptionError, withDefaults } from '../tensor/index.js';
import type { Builder } from './builder.js';
import * as families from './families.js';
import { type FetchOptions, Weights, type WeightsEnum } from './weights.js';

/** A model of any kind. */
type AnyModel = Module<never, unknown>;

/** What makes a model of which no more is known than its name. */
export type AnyBuilder = Builder<AnyModel, { numClasses?: number }, string>;

/** Options of {@link listModels}. */
export interface ListModelsOptions {
  /** Only names that match one of these, where `*` stands for any letters and `?` for one. Default: all. */
  include?: string | readonly string[];
  /** None that match one of these. */
  exclude?: string | readonly string[];
}

const isBuilder = (value: unknown): value is AnyBuilder =>
  typeof value === 'function' && 'weights' in value;

/** `vgg11_bn` has the weights `VGG11_BN_Weights`, so it is known by these. */
const builders: ReadonlyMap<string, AnyBuilder> = new Map(
  Object.values<unknown>(families)
    .filter(isBuilder)
    .map((builder) => [nameOf(builder.weights), builder]),
);

function nameOf(weights: WeightsEnum<string>): string {
  return weights.DEFAULT.name.replace(/_Weights\..*/, '').toLowerCase();
}

/** The name as it is here, `vgg11Bn`, or as torchvision's, `vgg11_bn`. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/**
 * What makes the model of this name: torchvision's, as `vgg11_bn`, or `vgg11Bn`. PyTorch: `get_model_builder`.
 * @throws OptionError where there is none.
 */
export function getModelBuilder(name: string): AnyBuilder {
  const known =
    typeof name === 'string' ? listModels().find((one) => plain(one) === plain(name)) : undefined;
  const found = known === undefined ? undefined : builders.get(known);
  if (found) return found;
  const near = typeof name === 'string' ? nearest(name, listModels()) : undefined;
  const wanted = `the name of a model${near ? `, as '${near}'` : ''}: listModels() gives them`;
  throw new OptionError('getModelBuilder', 'name', name, wanted);
}

/** Options of a model of which no more is known than its name. */
export type AnyModelOptions = FetchOptions & Readonly<Record<string, unknown>>;

/**
 * The model of this name, which `getModelBuilder(name)` makes; with `weights` a promise. PyTorch: `get_model`.
 * @throws OptionError where there is none, or for what it can't be made with.
 */
export function getModel(
  name: string,
  options: AnyModelOptions & { weights: string | Weights },
): Promise<AnyModel>;
export function getModel(
  name: string,
  options?: AnyModelOptions & { weights?: null | undefined },
): AnyModel;
export function getModel(name: string, options: object = {}): AnyModel | Promise<AnyModel> {
  const build: (options: object) => AnyModel | Promise<AnyModel> = getModelBuilder(name);
  return build(options);
}

/**
 * The weights that there are for a model, by its name or what makes it. PyTorch: `get_model_weights`.
 * @throws OptionError where there is no such model.
 */
export function getModelWeights(
  model: string | { weights: WeightsEnum<string> },
): WeightsEnum<string> {
  return isBuilder(model) ? model.weights : getModelBuilder(model as string).weights;
}

/**
 * Weights by their whole name, as `ResNet50_Weights.IMAGENET1K_V2`. PyTorch: `get_weight`.
 * @throws OptionError where there are none.
 */
export function getWeight(name: string): Weights {
  const [of, entry] = `${name}`.split('.');
  const all: unknown = Reflect.get(families, of);
  const found: unknown =
    typeof all === 'object' && all !== null ? Reflect.get(all, entry ?? '') : undefined;
  if (found instanceof Weights) return found;
  throw new OptionError('getWeight', 'name', name, "as 'ResNet50_Weights.IMAGENET1K_V2'");
}

/** torchvision's names of all models, in order. PyTorch: `list_models`. */
export function listModels(options: ListModelsOptions = {}): string[] {
  const { include, exclude } = withDefaults('listModels', options, { include: '*', exclude: [] });
  const matches = (name: string, patterns: string | readonly string[]) =>
    [patterns].flat().some((pattern) => wildcards(pattern).test(name));
  return [...builders.keys()]
    .filter((name) => matches(name, include) && !matches(name, exclude))
    .sort();
}

const wildcards = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
