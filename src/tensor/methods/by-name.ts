/** What PyTorch takes by place without requiring it may also be named: `x.sum(1)` is `x.sum({ dim: 1 })`. */
import { UnknownOptionError } from '../errors.js';
import { isOptions } from '../options.js';
import { Tensor } from '../tensor.js';

/** What may be named: the places' names from place `from` on; `more` where options follow that stand in no place. */
interface Places {
  readonly names: readonly string[];
  readonly from?: number;
  readonly more?: boolean;
}

const DIM_AND_MORE: Places = { names: ['dim'], more: true };
const DIM: Places = { names: ['dim'] };
const DIM_SECOND: Places = { names: ['dim'], from: 1 };
const DIM_SECOND_AND_MORE: Places = { names: ['dim'], from: 1, more: true };
const DIAGONAL: Places = { names: ['diagonal'] };
const OFFSET: Places = { names: ['offset', 'dim1', 'dim2'] };
const P: Places = { names: ['p'], from: 1 };

const PLACES: Readonly<Record<string, Places>> = {
  sum: DIM_AND_MORE,
  mean: DIM_AND_MORE,
  prod: DIM_AND_MORE,
  var: DIM_AND_MORE,
  std: DIM_AND_MORE,
  varMean: DIM_AND_MORE,
  stdMean: DIM_AND_MORE,
  max: DIM_AND_MORE,
  min: DIM_AND_MORE,
  amax: DIM_AND_MORE,
  amin: DIM_AND_MORE,
  aminmax: DIM_AND_MORE,
  argmax: DIM_AND_MORE,
  argmin: DIM_AND_MORE,
  all: DIM_AND_MORE,
  any: DIM_AND_MORE,
  norm: DIM_AND_MORE,
  countNonzero: DIM,
  nansum: DIM_AND_MORE,
  nanmean: DIM_AND_MORE,
  logsumexp: DIM_AND_MORE,
  softmax: DIM,
  logSoftmax: DIM,
  cumsum: DIM,
  cumprod: DIM,
  cummax: DIM,
  cummin: DIM,
  logcumsumexp: DIM,
  diff: { names: ['n', 'dim'] },
  sort: DIM_AND_MORE,
  argsort: DIM_AND_MORE,
  topk: DIM_SECOND_AND_MORE,
  kthvalue: DIM_SECOND_AND_MORE,
  mode: DIM_AND_MORE,
  median: DIM_AND_MORE,
  quantile: DIM_SECOND_AND_MORE,
  histc: { names: ['bins', 'min', 'max'] },
  flatten: { names: ['startDim', 'endDim'] },
  squeeze: DIM,
  chunk: DIM_SECOND,
  split: DIM_SECOND,
  tensorSplit: DIM_SECOND,
  unbind: DIM,
  repeatInterleave: DIM_SECOND,
  roll: { names: ['dims'], from: 1 },
  rot90: { names: ['k', 'dims'] },
  tril: DIAGONAL,
  triu: DIAGONAL,
  diag: DIAGONAL,
  diagonal: OFFSET,
  diagEmbed: OFFSET,
  takeAlongDim: DIM_SECOND,
  cross: DIM_SECOND,
  dist: P,
  cdist: P,
  nanToNum: { names: ['nan', 'posinf', 'neginf'] },
  logit: { names: ['eps'] },
};

/** What is named, in its place; what has none stays an object of options behind. */
function inPlaces(
  owner: string,
  { names, from = 0, more = false }: Places,
  given: unknown[],
): unknown[] {
  const named = given[given.length - 1];
  const at = given.length - 1;
  if (at < from || at >= from + names.length || !isOptions(named)) return given;
  const rest = { ...named };
  const placed = names.slice(at - from).map((name) => {
    const value = rest[name];
    delete rest[name];
    return value;
  });
  const [unknown] = Object.keys(rest);
  if (unknown === undefined) return [...given.slice(0, at), ...placed];
  if (!more) throw new UnknownOptionError(owner, unknown, names);
  return [...given.slice(0, at), ...placed, rest];
}

for (const [name, places] of Object.entries(PLACES)) {
  const method: unknown = Reflect.get(Tensor.prototype, name);
  if (typeof method !== 'function') continue;
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Tensor, ...given: unknown[]): unknown {
      return Reflect.apply(method, this, inPlaces(name, places, given));
    },
  });
}
