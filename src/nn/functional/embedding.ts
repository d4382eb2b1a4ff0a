/** Rows of a table by number. */
import * as tf from '@tensorflow/tfjs-core';
import {
  arange,
  asOneOperation,
  boundsOf,
  checkIndexRange,
  DtypeError,
  IndexError,
  noGrad,
  OptionError,
  type Sole,
  soleOption,
  Tensor,
  tensor,
  where,
  withDefaults,
  zeros,
} from '../../tensor/index.js';
import { checkChoice } from '../layer-options.js';

/** Options of {@link embedding}. */
export interface EmbeddingArguments {
  /** The row of this number gets no gradient. Negative ones count from the end. */
  paddingIdx?: number;
  /** Rows that are used are scaled down to this norm, in the table itself. */
  maxNorm?: number;
  /** Of `maxNorm`. Default 2. */
  normType?: number;
  /** Whether the gradient of a row is divided by how often it occurs. Default false. */
  scaleGradByFreq?: boolean;
}

/** What embeddings do where nothing is said. */
export const TABLE_DEFAULTS = {
  paddingIdx: undefined,
  maxNorm: undefined,
  normType: 2,
  scaleGradByFreq: false,
};

/**
 * Rows of `weight [rows, size]` by numbers int32 `[...]`; the result is `[..., size]`.
 * PyTorch: `torch.nn.functional.embedding`.
 * @throws DtypeError when the numbers aren't int32.
 */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  options: EmbeddingArguments = {},
): Tensor {
  const { paddingIdx, maxNorm, normType, scaleGradByFreq } = withDefaults(
    'embedding',
    options,
    TABLE_DEFAULTS,
  );
  if (indices.dtype !== 'int32') {
    throw new DtypeError('embedding', `numbers must be int32, got ${indices.dtype}. Use int().`);
  }
  checkIndexRange('embedding', indices, 0, weight.shape[0]);
  if (maxNorm !== undefined) renormalize(weight, indices, maxNorm, normType);
  return asOneOperation(() => {
    const flat = indices.reshape([-1]);
    const rows = weight.indexSelect(0, flat);
    let graded = rows;
    if (paddingIdx !== undefined) {
      const padding = paddingIdx < 0 ? paddingIdx + weight.shape[0] : paddingIdx;
      graded = where(flat.eq(padding).unsqueeze(1), rows.detach(), rows);
    }
    if (scaleGradByFreq) {
      const counts = zeros([weight.shape[0]]).scatterAdd(0, flat, flat.mul(0).add(1).float());
      const share = counts.indexSelect(0, flat).reciprocal().unsqueeze(1);
      graded = graded.mul(share).add(rows.detach().mul(share.neg().add(1)));
    }
    return graded.reshape([...indices.shape, weight.shape[1]]);
  });
}

function renormalize(weight: Tensor, indices: Tensor, maxNorm: number, normType: number): void {
  noGrad(() => {
    const used = zeros([weight.shape[0]])
      .indexFill(0, indices.reshape([-1]), 1)
      .unsqueeze(1);
    const norms = weight.norm(normType, 1, { keepdim: true });
    const scale = where(norms.gt(maxNorm), norms.add(1e-7).reciprocal().mul(maxNorm), 1);
    weight.copy_(where(used.gt(0), weight.mul(scale), weight));
  });
}

/** How the rows of a bag become one. */
export type BagMode = 'sum' | 'mean' | 'max';

export const BAG_MODES: readonly BagMode[] = ['sum', 'mean', 'max'];

/** Options of {@link embeddingBag}. */
export interface EmbeddingBagArguments extends EmbeddingArguments {
  /** Where each bag begins, int32 `[bags]`, for numbers in one dimension. */
  offsets?: Tensor;
  /** Default `'mean'`. */
  mode?: BagMode;
  /** A weight for each number, for mode `'sum'`. */
  perSampleWeights?: Tensor;
  /** Whether the last of `offsets` is where the last bag ends, not where one begins. Default false. */
  includeLastOffset?: boolean;
}

/**
 * Sums, means or maxima of rows, `[bags, size]`. Numbers are `[bags, n]`, or one dimension and offsets.
 * Rows of `paddingIdx` don't count. PyTorch: `torch.nn.functional.embedding_bag`.
 */
export function embeddingBag(
  indices: Tensor,
  weight: Tensor,
  given: EmbeddingBagArguments = {},
): Tensor {
  const { offsets, mode, perSampleWeights, includeLastOffset, ...options } = withDefaults(
    'embeddingBag',
    given,
    {
      ...TABLE_DEFAULTS,
      offsets: undefined,
      mode: 'mean',
      perSampleWeights: undefined,
      includeLastOffset: false,
    },
  );
  checkChoice('embeddingBag', 'mode', mode, BAG_MODES);
  return asOneOperation(() => {
    const { paddingIdx, maxNorm, scaleGradByFreq } = options;
    const given = bagsOf(indices, offsets, includeLastOffset);
    const mayBeFilled =
      mode !== 'max' && !perSampleWeights && maxNorm === undefined && !scaleGradByFreq;
    const [flat, bags] = mayBeFilled ? filledUp(indices, given) : [indices.reshape([-1]), given];
    const rows = embedding(flat, weight, options);
    const counted =
      paddingIdx === undefined
        ? flat.mul(0).add(1).float()
        : flat.ne(paddingIdx < 0 ? paddingIdx + weight.shape[0] : paddingIdx).float();
    if (mode === 'max') return maxima(rows, counted, bags);
    const shares = perSampleWeights ? counted.mul(perSampleWeights.reshape([-1])) : counted;
    const sums = segmentSums(rows.mul(shares.unsqueeze(1)), bags);
    const sumsOrMeans =
      mode === 'sum' ? sums : sums.div(segmentSums(counted.unsqueeze(1), bags).clampMin(1));
    return sumsOrMeans.narrow(0, 0, given.count);
  });
}

/**
 * Numbers in one dimension with others behind them, in a bag of their own that nobody sees: how many there are changes with
 * each batch, and a device would compile each of these shapes.
 */
function filledUp(indices: Tensor, bags: Bags): [flat: Tensor, bags: Bags] {
  if (indices.ndim !== 1 || !boundsOf(indices)) return [indices.reshape([-1]), bags];
  const count = indices.numel();
  const power = 2 ** Math.max(4, Math.ceil(Math.log2(count)));
  const total = count <= 0.75 * power ? 0.75 * power : power;
  const flat = new Int32Array(total);
  flat.set(indices.dataSync() as Int32Array);
  const of = [...bags.of, ...new Array<number>(total - count).fill(bags.count)];
  return [tensor(flat), { of, count: bags.count + 1 }];
}

interface Bags {
  /** The bag of each number. */
  readonly of: number[];
  readonly count: number;
}

function bagsOf(indices: Tensor, offsets: Tensor | undefined, includeLastOffset: boolean): Bags {
  if (indices.ndim === 2) {
    const [count, size] = indices.shape;
    return { of: Array.from({ length: count * size }, (_, i) => Math.floor(i / size)), count };
  }
  if (!offsets) {
    throw new DtypeError(
      'embeddingBag',
      'numbers in one dimension need offsets: where each bag begins.',
    );
  }
  const starts = [...offsets.dataSync()];
  const last = starts.at(-1) ?? 0;
  if (includeLastOffset && last !== indices.numel()) {
    const expected = `ended by ${indices.numel()}, the count of numbers, with includeLastOffset`;
    throw new OptionError('embeddingBag', 'offsets', starts, expected);
  }
  const of = Array.from({ length: indices.numel() }, (_, i) => {
    const next = starts.findIndex((start) => start > i);
    return (next < 0 ? starts.length : next) - 1;
  });
  return { of, count: starts.length - Number(includeLastOffset) };
}

function segmentSums(rows: Tensor, { of, count }: Bags): Tensor {
  const index = Tensor.fromTfjs(tf.tensor1d(of, 'int32'), 'embeddingBag');
  return zeros([count, rows.shape[1]]).indexAdd(0, index, rows);
}

/** Bag by bag; an empty one is 0. */
function maxima(rows: Tensor, counted: Tensor, { of, count }: Bags): Tensor {
  const size = rows.shape[1];
  const isCounted = counted.dataSync();
  let result = zeros([count, size]);
  for (let bag = 0; bag < count; bag++) {
    const members = [...of.keys()].filter((i) => of[i] === bag && isCounted[i] === 1);
    if (members.length === 0) continue;
    const greatest = rows.at(members).max(0).values;
    const place = Tensor.fromTfjs(tf.tensor1d([bag], 'int32'), 'embeddingBag');
    result = result.indexAdd(0, place, greatest.unsqueeze(0));
  }
  return result;
}

/**
 * Ones at the classes' places, int32 `[..., classes]`; with `numClasses` a number that is no class, of which only the device knows,
 * gives zeros. PyTorch: `torch.nn.functional.one_hot`.
 * @throws DtypeError when the numbers aren't int32, IndexError for a number that is no class.
 */
export function oneHot(classes: Tensor, given?: Sole<'numClasses', number>): Tensor {
  const numClasses = soleOption('oneHot', 'numClasses', given, -1);
  if (classes.dtype !== 'int32') {
    throw new DtypeError('oneHot', `numbers must be int32, got ${classes.dtype}. Use int().`);
  }
  const count = numClasses >= 0 ? numClasses : greatestClass(classes) + 1;
  checkIndexRange('oneHot', classes, classes.ndim, count);
  return asOneOperation(() => classes.unsqueeze(-1).eq(arange(count)).int());
}

function greatestClass(classes: Tensor): number {
  const least = classes.amin().item();
  if (least >= 0) return classes.amax().item();
  throw new IndexError('oneHot', `classes must be numbers of 0 or more, got ${least}.`);
}
