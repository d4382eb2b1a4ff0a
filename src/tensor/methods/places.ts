/** Which of a method's arguments have a name besides their place. */

/** What may be named: the places' names from place `from` on, and the options behind them. */
export interface Places {
  readonly names: readonly string[];
  readonly from?: number;
  readonly more?: readonly string[];
}

const KEEPDIM = ['keepdim'];
const VARIANCE = ['correction', 'unbiased', 'keepdim'];
const DIM_AND_KEEPDIM: Places = { names: ['dim'], more: KEEPDIM };
const DIM_OF_VARIANCE: Places = { names: ['dim'], more: VARIANCE };
const DIM_AND_ORDER: Places = { names: ['dim'], more: ['descending', 'stable'] };
const DIM: Places = { names: ['dim'] };
const DIM_SECOND: Places = { names: ['dim'], from: 1 };
const DIAGONAL: Places = { names: ['diagonal'] };
const OFFSET: Places = { names: ['offset', 'dim1', 'dim2'] };
const QUANTILE: Places = { names: ['dim'], from: 1, more: ['keepdim', 'interpolation'] };
const P: Places = { names: ['p'], from: 1 };

/** By method. */
export const PLACES: Readonly<Record<string, Places>> = {
  sum: DIM_AND_KEEPDIM,
  mean: DIM_AND_KEEPDIM,
  prod: DIM_AND_KEEPDIM,
  var: DIM_OF_VARIANCE,
  std: DIM_OF_VARIANCE,
  varMean: DIM_OF_VARIANCE,
  stdMean: DIM_OF_VARIANCE,
  max: DIM_AND_KEEPDIM,
  min: DIM_AND_KEEPDIM,
  amax: DIM_AND_KEEPDIM,
  amin: DIM_AND_KEEPDIM,
  aminmax: DIM_AND_KEEPDIM,
  argmax: DIM_AND_KEEPDIM,
  argmin: DIM_AND_KEEPDIM,
  all: DIM_AND_KEEPDIM,
  any: DIM_AND_KEEPDIM,
  norm: { names: ['p', 'dim'], more: KEEPDIM },
  countNonzero: DIM,
  nansum: DIM_AND_KEEPDIM,
  nanmean: DIM_AND_KEEPDIM,
  logsumexp: DIM_AND_KEEPDIM,
  softmax: DIM,
  logSoftmax: DIM,
  cumsum: DIM,
  cumprod: DIM,
  cummax: DIM,
  cummin: DIM,
  logcumsumexp: DIM,
  diff: { names: ['n', 'dim'], more: ['prepend', 'append'] },
  sort: DIM_AND_ORDER,
  argsort: DIM_AND_ORDER,
  topk: { names: ['k', 'dim'], more: ['largest', 'sorted'] },
  kthvalue: { names: ['dim'], from: 1, more: KEEPDIM },
  mode: DIM_AND_KEEPDIM,
  median: DIM_AND_KEEPDIM,
  nanmedian: DIM_AND_KEEPDIM,
  quantile: QUANTILE,
  nanquantile: QUANTILE,
  histc: { names: ['bins', 'min', 'max'] },
  flatten: { names: ['startDim', 'endDim'] },
  squeeze: DIM,
  unsqueeze: DIM,
  chunk: { names: ['chunks', 'dim'] },
  split: DIM_SECOND,
  tensorSplit: DIM_SECOND,
  unbind: DIM,
  repeatInterleave: DIM_SECOND,
  roll: { names: ['shifts', 'dims'] },
  rot90: { names: ['k', 'dims'] },
  tril: DIAGONAL,
  triu: DIAGONAL,
  diag: DIAGONAL,
  diagonal: OFFSET,
  diagEmbed: OFFSET,
  takeAlongDim: DIM_SECOND,
  multinomial: { names: ['numSamples'], more: ['replacement', 'generator'] },
  sliceScatter: { names: ['dim'], from: 1, more: ['start', 'end', 'step'] },
  diagonalScatter: { names: ['offset', 'dim1', 'dim2'], from: 1 },
  asStrided: { names: ['storageOffset'], from: 2 },
  cross: DIM_SECOND,
  dist: P,
  cdist: P,
  nanToNum: { names: ['nan', 'posinf', 'neginf'] },
  logit: { names: ['eps'] },
};
