/** Embeddings: rows of a table that is learnt. */
import {
  checkWhole,
  noGrad,
  OptionError,
  optionsByPlace,
  type Placed,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import {
  BAG_MODES,
  type BagMode,
  type EmbeddingArguments,
  embedding,
  embeddingBag,
  TABLE_DEFAULTS,
} from './functional/embedding.js';
import { normal_ } from './init.js';
import type { KIND, Kind } from './layer-kind.js';
import { checkChoice, showBool, showFloat } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** Options of {@link Embedding}. */
export interface EmbeddingOptions {
  /** The row of this number begins as zeros and gets no gradient. */
  paddingIdx?: number;
  /** Rows that are used are scaled down to this norm. */
  maxNorm?: number;
  /** Of `maxNorm`. Default 2. */
  normType?: number;
  /** Whether the gradient of a row is divided by how often it occurs. Default false. */
  scaleGradByFreq?: boolean;
}

type TableOptions = ReturnType<typeof withDefaults<EmbeddingOptions, typeof TABLE_DEFAULTS>>;

/** What embeddings have in common: the table, as PyTorch draws it. */
abstract class Table<In extends readonly unknown[]> extends Module<In> {
  /** `[numEmbeddings, embeddingDim]` */
  weight: Parameter;
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  readonly maxNorm: number | undefined;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;

  constructor(numEmbeddings: number, embeddingDim: number, options: TableOptions) {
    super();
    const { name } = this.constructor;
    const { paddingIdx, maxNorm, normType, scaleGradByFreq } = options;
    this.numEmbeddings = checkWhole(name, 'numEmbeddings', numEmbeddings, 1);
    this.embeddingDim = checkWhole(name, 'embeddingDim', embeddingDim, 1);
    if (paddingIdx !== undefined && !(paddingIdx >= -numEmbeddings && paddingIdx < numEmbeddings)) {
      throw new OptionError(name, 'paddingIdx', paddingIdx, `a row, 0 to ${numEmbeddings - 1}`);
    }
    this.paddingIdx =
      paddingIdx !== undefined && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.maxNorm = maxNorm;
    this.normType = normType;
    this.scaleGradByFreq = scaleGradByFreq;
    this.weight = new Parameter(zeros([numEmbeddings, embeddingDim]));
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== undefined) noGrad(() => this.weight.setAt(paddingIdx, 0));
  }

  override extraRepr(): string {
    const parts = [`${this.numEmbeddings}, ${this.embeddingDim}`];
    if (this.paddingIdx !== undefined) parts.push(`padding_idx=${this.paddingIdx}`);
    if (this.maxNorm !== undefined) parts.push(`max_norm=${showFloat(this.maxNorm)}`);
    if (this.normType !== 2) parts.push(`norm_type=${showFloat(this.normType)}`);
    if (this.scaleGradByFreq) parts.push(`scale_grad_by_freq=${showBool(true)}`);
    return parts.join(', ');
  }

  /** What a lookup is told. */
  protected get lookup(): EmbeddingArguments {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq } = this;
    return { paddingIdx, maxNorm, normType, scaleGradByFreq };
  }
}

/** Numbers int32 `[...]` to rows `[..., embeddingDim]`. PyTorch: `torch.nn.Embedding`. */
export class Embedding<Dim extends number = number> extends Table<[Tensor]> {
  /** @internal */
  declare readonly [KIND]: Kind<'Embedding', unknown, ['features', Dim]>;

  constructor(
    numEmbeddings: number,
    embeddingDim: Dim,
    ...given: Placed<EmbeddingOptions, ['paddingIdx']>
  ) {
    const options = optionsByPlace<EmbeddingOptions>('Embedding', given, ['paddingIdx']);
    super(numEmbeddings, embeddingDim, withDefaults('Embedding', options, TABLE_DEFAULTS));
  }

  /** A table with these rows, `[numEmbeddings, embeddingDim]`. */
  static fromPretrained(
    rows: Tensor,
    { freeze = true, ...options }: EmbeddingOptions & { freeze?: boolean } = {},
  ): Embedding {
    const [count, size] = rows.shape;
    const table = new Embedding(count, size, options);
    noGrad(() => table.weight.copy_(rows));
    table.weight.requiresGrad_(!freeze);
    return table;
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this.lookup);
  }
}

/** Options of {@link EmbeddingBag}. */
export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** Default `'mean'`. */
  mode?: BagMode;
  /** Whether the last offset is where the last bag ends, not where one begins. Default false. */
  includeLastOffset?: boolean;
}

/**
 * Sums, means or maxima of rows: numbers `[bags, n]`, or one dimension and where each bag begins.
 * PyTorch: `torch.nn.EmbeddingBag`.
 */
export class EmbeddingBag extends Table<[Tensor, Tensor?, Tensor?]> {
  /** How the rows of a bag become one. */
  readonly mode: BagMode;
  /** Whether the last offset is where the last bag ends. */
  readonly includeLastOffset: boolean;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingBagOptions = {}) {
    const { mode, includeLastOffset, ...table } = withDefaults('EmbeddingBag', options, {
      ...TABLE_DEFAULTS,
      mode: 'mean',
      includeLastOffset: false,
    });
    super(numEmbeddings, embeddingDim, table);
    this.mode = checkChoice('EmbeddingBag', 'mode', mode, BAG_MODES);
    this.includeLastOffset = includeLastOffset;
  }

  forward(indices: Tensor, offsets?: Tensor, perSampleWeights?: Tensor): Tensor {
    const { weight, lookup, mode, includeLastOffset } = this;
    const bags = { mode, offsets, perSampleWeights, includeLastOffset };
    return embeddingBag(indices, weight, { ...lookup, ...bags });
  }

  /** Without what only lookups are told, as PyTorch prints it. */
  override extraRepr(): string {
    const { numEmbeddings, embeddingDim, mode, paddingIdx } = this;
    const padding = paddingIdx === undefined ? '' : `, padding_idx=${paddingIdx}`;
    return `${numEmbeddings}, ${embeddingDim}, mode='${mode}'${padding}`;
  }
}
