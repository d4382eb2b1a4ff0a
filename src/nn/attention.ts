/** Attention of several heads. See Vaswani et al. 2017. */
import {
  cat,
  checkOptionNames,
  checkWhole,
  forgetOrder,
  noGrad,
  noteOrder,
  OptionError,
  optionsByPlace,
  type Placed,
  ShapeError,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import { additive, attentionWeights } from './functional/attention.js';
import { dropout } from './functional/dropout.js';
import { linear } from './functional/linear.js';
import { pad } from './functional/padding.js';
import { xavierNormal_, xavierUniform_, zeros_ } from './init.js';
import { unlessLeftOut } from './layer-options.js';
import { Linear } from './linear.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** Options of {@link MultiheadAttention}. */
export interface MultiheadAttentionOptions {
  /** Of the attention weights. Default 0. */
  dropout?: number;
  /** Default true. */
  bias?: boolean;
  /** Whether to add a learnt key and value. Default false. */
  addBiasKv?: boolean;
  /** Whether to add a key and value of zeros. Default false. */
  addZeroAttn?: boolean;
  /** The size of keys, where it isn't embedDim. */
  kdim?: number;
  /** The size of values, where it isn't embedDim. */
  vdim?: number;
  /** Whether inputs are `[batch, length, size]`. Default false: `[length, batch, size]`. */
  batchFirst?: boolean;
}

/** What a call of {@link MultiheadAttention} can be told. */
export interface AttentionCall {
  /** True where a key is padding, `[batch, S]`; or numbers to add. */
  keyPaddingMask?: Tensor;
  /** Whether the weights are given too. Default true. */
  needWeights?: boolean;
  /** True where nothing may be attended to, `[L, S]` or `[batch x heads, L, S]`; or numbers to add. */
  attnMask?: Tensor;
  /** Whether weights are the heads' mean. Default true. */
  averageAttnWeights?: boolean;
  /** Says that `attnMask` hides what comes later; it has to be given. Default false. */
  isCausal?: boolean;
}

const CALL_OPTIONS = {
  keyPaddingMask: true,
  needWeights: true,
  attnMask: true,
  averageAttnWeights: true,
  isCausal: true,
};

/** PyTorch: `torch.nn.MultiheadAttention`. */
export class MultiheadAttention extends Module<
  [Tensor, Tensor, Tensor, AttentionCall?],
  [Tensor, Tensor | undefined]
> {
  /** Of query, key and value above each other, `[3 embedDim, embedDim]`; undefined where sizes differ. */
  readonly inProjWeight: Parameter;
  /** Of the query, `[embedDim, embedDim]`, where sizes differ. */
  readonly qProjWeight: Parameter | undefined;
  /** Of the key, `[embedDim, kdim]`. */
  readonly kProjWeight: Parameter | undefined;
  /** Of the value, `[embedDim, vdim]`. */
  readonly vProjWeight: Parameter | undefined;
  /** Of query, key and value, `[3 embedDim]`; undefined where it was left out. */
  readonly inProjBias: Parameter;
  /** A key that is learnt, `[1, 1, embedDim]`. */
  readonly biasK: Parameter | undefined;
  /** A value that is learnt, `[1, 1, embedDim]`. */
  readonly biasV: Parameter | undefined;
  /** What joins the heads. */
  readonly outProj: Linear;
  /** The size of the query's last dimension. */
  readonly embedDim: number;
  /** How many heads share `embedDim`. */
  readonly numHeads: number;
  /** The probability that a weight of attention is dropped, in training. */
  readonly dropout: number;
  /** Whether the batch is dimension 0. */
  readonly batchFirst: boolean;
  /** Whether a key and value of zeros are added. */
  readonly addZeroAttn: boolean;
  readonly #kdim: number;
  readonly #vdim: number;

  /** @throws OptionError unless the heads divide `embedDim`. */
  constructor(
    embedDim: number,
    numHeads: number,
    ...given: Placed<MultiheadAttentionOptions, ['dropout']>
  ) {
    super();
    const options = optionsByPlace<MultiheadAttentionOptions>('MultiheadAttention', given, [
      'dropout',
    ]);
    const { bias, addBiasKv, kdim, vdim, ...others } = withDefaults('MultiheadAttention', options, {
      dropout: 0,
      bias: true,
      addBiasKv: false,
      addZeroAttn: false,
      kdim: embedDim,
      vdim: embedDim,
      batchFirst: false,
    });
    this.embedDim = checkWhole('MultiheadAttention', 'embedDim', embedDim, 1);
    this.numHeads = checkWhole('MultiheadAttention', 'numHeads', numHeads, 1);
    if (embedDim % numHeads !== 0) {
      throw new OptionError(
        'MultiheadAttention',
        'embedDim',
        embedDim,
        `divisible by ${numHeads} heads`,
      );
    }
    this.dropout = others.dropout;
    this.batchFirst = others.batchFirst;
    this.addZeroAttn = others.addZeroAttn;
    this.#kdim = kdim;
    this.#vdim = vdim;
    const same = kdim === embedDim && vdim === embedDim;
    const made = (...shape: number[]) => new Parameter(zeros(shape));
    this.inProjWeight = unlessLeftOut(same, () => made(3 * embedDim, embedDim));
    this.qProjWeight = same ? undefined : made(embedDim, embedDim);
    this.kProjWeight = same ? undefined : made(embedDim, kdim);
    this.vProjWeight = same ? undefined : made(embedDim, vdim);
    this.inProjBias = unlessLeftOut(bias, () => made(3 * embedDim));
    this.biasK = addBiasKv ? made(1, 1, embedDim) : undefined;
    this.biasV = addBiasKv ? made(1, 1, embedDim) : undefined;
    this.outProj = new Linear(embedDim, embedDim, { bias });
    this.nameInState({
      inProjWeight: 'in_proj_weight',
      qProjWeight: 'q_proj_weight',
      kProjWeight: 'k_proj_weight',
      vProjWeight: 'v_proj_weight',
      inProjBias: 'in_proj_bias',
      biasK: 'bias_k',
      biasV: 'bias_v',
      outProj: 'out_proj',
    });
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does; those of `outProj` are its own, with a bias of zeros. */
  resetParameters(): void {
    const { inProjWeight, qProjWeight, kProjWeight, vProjWeight, outProj } = this;
    for (const weight of [inProjWeight, qProjWeight, kProjWeight, vProjWeight]) {
      if (weight) xavierUniform_(weight);
    }
    for (const bias of [this.inProjBias, outProj.bias]) if (bias) zeros_(bias);
    for (const bias of [this.biasK, this.biasV]) if (bias) xavierNormal_(bias);
  }

  /**
   * Query `[L, batch, embedDim]`, key and value `[S, batch, ...]` to the output `[L, batch, embedDim]` and the
   * weights `[batch, L, S]` (or `[batch, heads, L, S]`).
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionCall = {},
  ): [output: Tensor, weights: Tensor | undefined] {
    if (query.ndim === 2) return this.#single(query, key, value, options);
    checkOptionNames('MultiheadAttention', options, CALL_OPTIONS);
    const { needWeights = true, averageAttnWeights = true } = options;
    this.#check(query, key, value);
    const turned = (x: Tensor) => (this.batchFirst ? x : x.transpose(0, 1));
    let [q, k, v] = this.#projected(turned(query), turned(key), turned(value));
    const batch = q.shape[0];
    let added = 0;
    if (this.biasK && this.biasV) {
      k = cat([k, this.biasK.expand([batch, 1, -1])], 1);
      v = cat([v, this.biasV.expand([batch, 1, -1])], 1);
      added++;
    }
    if (this.addZeroAttn) {
      k = cat([k, zeros([batch, 1, this.embedDim])], 1);
      v = cat([v, zeros([batch, 1, this.embedDim])], 1);
      added++;
    }
    const heads = (x: Tensor) => x.unflatten(-1, [this.numHeads, -1]).transpose(1, 2);
    const attnMask = this.#mask(options, batch, added);
    const rows = needWeights ? 'NaN' : 'zeros';
    const all = attentionWeights(heads(q), heads(k), { attnMask }, rows);
    // PyTorch gives the weights as they are used: without what is dropped.
    const weights = dropout(all, { p: this.dropout, training: this.training });
    const mixed = weights.matmul(heads(v));
    // Not as a module, as in PyTorch: hooks of `outProj` are not called.
    const output = linear(mixed.transpose(1, 2).flatten(2), this.outProj.weight, this.outProj.bias);
    const shown = averageAttnWeights ? weights.mean(1) : weights;
    // PyTorch computes it with the length first, and turns it where the batch is to be.
    const placed = this.batchFirst ? noteOrder(output, [1, 0, 2]) : forgetOrder(turned(output));
    return [placed, needWeights ? shown : undefined];
  }

  /** @throws ShapeError unless query, key and value fit together. */
  #check(query: Tensor, key: Tensor, value: Tensor): void {
    const [batch, length] = this.batchFirst ? [0, 1] : [1, 0];
    const sizes = [this.embedDim, this.#kdim, this.#vdim];
    const fits =
      [query, key, value].every((x, i) => x.ndim === 3 && x.shape[2] === sizes[i]) &&
      key.shape[length] === value.shape[length] &&
      [key, value].every((x) => x.shape[batch] === query.shape[batch]);
    if (fits) return;
    const show = (x: Tensor) => `[${x.shape.join(', ')}]`;
    const order = this.batchFirst ? ['batch, L', 'batch, S'] : ['L, batch', 'S, batch'];
    throw new ShapeError(
      'MultiheadAttention',
      [query.shape, key.shape, value.shape],
      `MultiheadAttention(${this.embedDim}, ${this.numHeads}) got a query, key and value of shapes ${show(query)}, ` +
        `${show(key)} and ${show(value)}.\n  They must be [${order[0]}, ${sizes[0]}], [${order[1]}, ${sizes[1]}] and ` +
        `[${order[1]}, ${sizes[2]}], or all without the batch.`,
    );
  }

  /** Without a batch. */
  #single(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionCall,
  ): [Tensor, Tensor | undefined] {
    const at = this.batchFirst ? 0 : 1;
    const { keyPaddingMask } = options;
    const [output, weights] = this.forward(
      query.unsqueeze(at),
      key.unsqueeze(at),
      value.unsqueeze(at),
      { ...options, keyPaddingMask: keyPaddingMask?.unsqueeze(0) },
    );
    return [output.squeeze(at), weights?.squeeze(0)];
  }

  #projected(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
    const { embedDim, inProjWeight, qProjWeight, kProjWeight, vProjWeight } = this;
    const weights = inProjWeight ? inProjWeight.chunk(3) : [qProjWeight, kProjWeight, vProjWeight];
    const biases = this.inProjBias?.split(embedDim) ?? [];
    const [q, k, v] = [query, key, value].map((x, i) => {
      const weight = weights[i];
      if (!weight) throw new TypeError('MultiheadAttention lost one of its weights.');
      return linear(x, weight, biases[i]);
    });
    return [q, k, v];
  }

  /** All masks as numbers to add, `[batch, heads or 1, L or 1, S]`; what was added at the end is open. */
  #mask(
    { keyPaddingMask, attnMask }: AttentionCall,
    batch: number,
    added: number,
  ): Tensor | undefined {
    const numbers = (mask: Tensor) =>
      noGrad(() => additive(mask.dtype === 'bool' ? mask.logicalNot() : mask));
    const open = (mask: Tensor) => (added > 0 ? pad(mask, [0, added]) : mask);
    const padding = keyPaddingMask && open(numbers(keyPaddingMask)).unsqueeze(1).unsqueeze(1);
    const given = attnMask && open(numbers(attnMask));
    const attention =
      given && (given.ndim === 3 ? given.unflatten(0, [batch, this.numHeads]) : given);
    return padding && attention ? padding.add(attention) : (padding ?? attention);
  }
}
