/** Transformers. See Vaswani et al. 2017. */
import { defaultGenerator } from '../random/index.js';
import {
  checkOptionNames,
  OptionError,
  optionsByPlace,
  type Placed,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';
import { MultiheadAttention } from './attention.js';
import { ModuleList } from './containers.js';
import { Dropout } from './dropout.js';
import { gelu } from './functional/activation.js';
import { causalMask } from './functional/attention.js';
import { xavierUniform_ } from './init.js';
import { Linear } from './linear.js';
import { Module } from './module.js';
import { LayerNorm } from './normalization.js';

/** The activation between the two linear layers. */
export type TransformerActivation = 'relu' | 'gelu' | ((x: Tensor) => Tensor);

/** Options of {@link TransformerEncoderLayer} and {@link TransformerDecoderLayer}. */
export interface TransformerLayerOptions {
  /** Default 2048. */
  dimFeedforward?: number;
  /** Default 0.1. */
  dropout?: number;
  /** Default `'relu'`. */
  activation?: TransformerActivation;
  /** Default 1e-5. */
  layerNormEps?: number;
  /** Whether inputs are `[batch, length, dModel]`. Default false: `[length, batch, dModel]`. */
  batchFirst?: boolean;
  /** Whether inputs are normalized, not outputs. Default false. */
  normFirst?: boolean;
  /** Default true. */
  bias?: boolean;
}

const DEFAULTS = {
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: 'relu',
  layerNormEps: 1e-5,
  batchFirst: false,
  normFirst: false,
  bias: true,
} as const;

function activationOf(owner: string, activation: TransformerActivation): (x: Tensor) => Tensor {
  if (typeof activation === 'function') return activation;
  if (activation === 'relu') return (x) => x.relu();
  if (activation === 'gelu') return (x) => gelu(x);
  throw new OptionError(owner, 'activation', activation, "'relu', 'gelu' or a function");
}

/** A layer that can make another like itself, with the same values, and draws nothing for it. */
interface Copied<L> {
  fresh(): L;
}

function copyOf<L extends Module<never, Tensor>>(layer: L & Copied<L>): L {
  const { state } = defaultGenerator;
  const copy = layer.fresh();
  defaultGenerator.state = state;
  copy.loadStateDict(layer.stateDict());
  return copy;
}

/** What an encoder may not attend to. */
export interface EncoderMasks {
  /** True where nothing may be attended to, `[L, L]`; or numbers to add. */
  srcMask?: Tensor;
  /** True where a step is padding, `[batch, L]`. */
  srcKeyPaddingMask?: Tensor;
  /** Says that `srcMask` hides what comes later; it has to be given. Default false. */
  isCausal?: boolean;
}

const ENCODER_PLACES = ['srcMask', 'srcKeyPaddingMask'] as const;
const ENCODER_MASKS = { srcMask: true, srcKeyPaddingMask: true, isCausal: true };

/** The masks by their names, or the first ones by their places. */
type GivenMasks<Masks> = [Masks?] | [mask: Tensor | undefined, ...(Tensor | Masks | undefined)[]];

const PLACED_OPTIONS = ['dimFeedforward', 'dropout', 'activation'] as const;

type GivenLayerOptions = Placed<TransformerLayerOptions, typeof PLACED_OPTIONS>;

/** @throws OptionError where a mask is said to be causal that isn't there: PyTorch doesn't make one either. */
function checkHint(
  owner: string,
  hint: string,
  isCausal: boolean | undefined,
  mask?: Tensor,
): void {
  if (!isCausal || mask) return;
  const wanted = 'given with its mask, as nn.Transformer.generateSquareSubsequentMask(length)';
  throw new OptionError(owner, hint, isCausal, wanted);
}

/** Self-attention and two linear layers. PyTorch: `torch.nn.TransformerEncoderLayer`. */
export class TransformerEncoderLayer extends Module<[Tensor, ...GivenMasks<EncoderMasks>]> {
  /** Attention to the input itself. */
  readonly selfAttn: MultiheadAttention;
  /** `dModel` to `dimFeedforward`. */
  readonly linear1: Linear;
  /** Between the two linear layers. */
  readonly dropout: Dropout;
  /** `dimFeedforward` to `dModel`. */
  readonly linear2: Linear;
  /** Of self-attention. */
  readonly norm1: LayerNorm;
  /** Of the linear layers. */
  readonly norm2: LayerNorm;
  /** After self-attention. */
  readonly dropout1: Dropout;
  /** After the linear layers. */
  readonly dropout2: Dropout;
  /** Whether inputs are normalized, not outputs. */
  readonly normFirst: boolean;
  readonly #arguments: readonly [number, number, Required<TransformerLayerOptions>];

  constructor(dModel: number, nhead: number, ...given: GivenLayerOptions) {
    super();
    const options = optionsByPlace<TransformerLayerOptions>(
      'TransformerEncoderLayer',
      given,
      PLACED_OPTIONS,
    );
    const filled = withDefaults('TransformerEncoderLayer', options, DEFAULTS);
    activationOf('TransformerEncoderLayer', filled.activation);
    this.#arguments = [dModel, nhead, filled];
    const { dimFeedforward, dropout, batchFirst, bias } = filled;
    const norm = { eps: filled.layerNormEps, bias };
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst, bias });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias });
    this.norm1 = new LayerNorm(dModel, norm);
    this.norm2 = new LayerNorm(dModel, norm);
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.normFirst = filled.normFirst;
    this.nameInState({ selfAttn: 'self_attn' });
  }

  /** @internal */
  fresh(): TransformerEncoderLayer {
    return new TransformerEncoderLayer(...this.#arguments);
  }

  /** `[L, batch, dModel]`, or `[batch, L, dModel]` with `batchFirst`. */
  forward(src: Tensor, ...given: GivenMasks<EncoderMasks>): Tensor {
    const masks = optionsByPlace<EncoderMasks>('TransformerEncoderLayer', given, ENCODER_PLACES);
    checkOptionNames('TransformerEncoderLayer', masks, ENCODER_MASKS);
    checkHint('TransformerEncoderLayer', 'isCausal', masks.isCausal, masks.srcMask);
    if (this.normFirst) {
      const x = src.add(this.#attend(this.norm1(src), masks));
      return x.add(this.#feedForward(this.norm2(x)));
    }
    const x = this.norm1(src.add(this.#attend(src, masks)));
    return this.norm2(x.add(this.#feedForward(x)));
  }

  #attend(x: Tensor, { srcMask, srcKeyPaddingMask }: EncoderMasks): Tensor {
    const [output] = this.selfAttn(x, x, x, {
      attnMask: srcMask,
      keyPaddingMask: srcKeyPaddingMask,
      needWeights: false,
    });
    return this.dropout1(output);
  }

  #feedForward(x: Tensor): Tensor {
    const activation = activationOf('TransformerEncoderLayer', this.#arguments[2].activation);
    return this.dropout2(this.linear2(this.dropout(activation(this.linear1(x)))));
  }
}

/** What a decoder may not attend to. */
export interface DecoderMasks {
  /** True where nothing may be attended to, `[T, T]`; or numbers to add. */
  tgtMask?: Tensor;
  /** As `tgtMask`, of the encoder's output, `[T, S]`. */
  memoryMask?: Tensor;
  /** True where a step is padding, `[batch, T]`. */
  tgtKeyPaddingMask?: Tensor;
  /** True where a step of the encoder's output is padding, `[batch, S]`. */
  memoryKeyPaddingMask?: Tensor;
  /** Says that `tgtMask` hides what comes later; it has to be given. Default false. */
  tgtIsCausal?: boolean;
  /** Says so of `memoryMask`. Default false. */
  memoryIsCausal?: boolean;
}

const DECODER_PLACES = [
  'tgtMask',
  'memoryMask',
  'tgtKeyPaddingMask',
  'memoryKeyPaddingMask',
] as const;
const DECODER_MASKS = {
  tgtIsCausal: true,
  memoryIsCausal: true,
  tgtMask: true,
  memoryMask: true,
  tgtKeyPaddingMask: true,
  memoryKeyPaddingMask: true,
};

/** Self-attention, attention to the encoder's output, and two linear layers. */
export class TransformerDecoderLayer extends Module<[Tensor, Tensor, ...GivenMasks<DecoderMasks>]> {
  /** Attention to the input itself. */
  readonly selfAttn: MultiheadAttention;
  /** Attention to the encoder's output. */
  readonly multiheadAttn: MultiheadAttention;
  /** `dModel` to `dimFeedforward`. */
  readonly linear1: Linear;
  /** Between the two linear layers. */
  readonly dropout: Dropout;
  /** `dimFeedforward` to `dModel`. */
  readonly linear2: Linear;
  /** Of self-attention. */
  readonly norm1: LayerNorm;
  /** Of attention to the encoder's output. */
  readonly norm2: LayerNorm;
  /** Of the linear layers. */
  readonly norm3: LayerNorm;
  /** After self-attention. */
  readonly dropout1: Dropout;
  /** After attention to the encoder's output. */
  readonly dropout2: Dropout;
  /** After the linear layers. */
  readonly dropout3: Dropout;
  /** Whether inputs are normalized, not outputs. */
  readonly normFirst: boolean;
  readonly #arguments: readonly [number, number, Required<TransformerLayerOptions>];

  constructor(dModel: number, nhead: number, ...given: GivenLayerOptions) {
    super();
    const options = optionsByPlace<TransformerLayerOptions>(
      'TransformerDecoderLayer',
      given,
      PLACED_OPTIONS,
    );
    const filled = withDefaults('TransformerDecoderLayer', options, DEFAULTS);
    activationOf('TransformerDecoderLayer', filled.activation);
    this.#arguments = [dModel, nhead, filled];
    const { dimFeedforward, dropout, batchFirst, bias } = filled;
    const norm = { eps: filled.layerNormEps, bias };
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst, bias });
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst, bias });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias });
    this.norm1 = new LayerNorm(dModel, norm);
    this.norm2 = new LayerNorm(dModel, norm);
    this.norm3 = new LayerNorm(dModel, norm);
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.normFirst = filled.normFirst;
    this.nameInState({ selfAttn: 'self_attn', multiheadAttn: 'multihead_attn' });
  }

  /** @internal */
  fresh(): TransformerDecoderLayer {
    return new TransformerDecoderLayer(...this.#arguments);
  }

  /** Target `[T, batch, dModel]` and the encoder's output `[S, batch, dModel]` to `[T, batch, dModel]`. */
  forward(tgt: Tensor, memory: Tensor, ...given: GivenMasks<DecoderMasks>): Tensor {
    const masks = optionsByPlace<DecoderMasks>('TransformerDecoderLayer', given, DECODER_PLACES);
    checkOptionNames('TransformerDecoderLayer', masks, DECODER_MASKS);
    const { tgtIsCausal, memoryIsCausal, tgtMask, memoryMask } = masks;
    checkHint('TransformerDecoderLayer', 'tgtIsCausal', tgtIsCausal, tgtMask);
    checkHint('TransformerDecoderLayer', 'memoryIsCausal', memoryIsCausal, memoryMask);
    if (this.normFirst) {
      const x = tgt.add(this.#attend(this.norm1(tgt), masks));
      const y = x.add(this.#attendMemory(this.norm2(x), memory, masks));
      return y.add(this.#feedForward(this.norm3(y)));
    }
    const x = this.norm1(tgt.add(this.#attend(tgt, masks)));
    const y = this.norm2(x.add(this.#attendMemory(x, memory, masks)));
    return this.norm3(y.add(this.#feedForward(y)));
  }

  #attend(x: Tensor, { tgtMask, tgtKeyPaddingMask }: DecoderMasks): Tensor {
    const [output] = this.selfAttn(x, x, x, {
      attnMask: tgtMask,
      keyPaddingMask: tgtKeyPaddingMask,
      needWeights: false,
    });
    return this.dropout1(output);
  }

  #attendMemory(x: Tensor, memory: Tensor, masks: DecoderMasks): Tensor {
    const [output] = this.multiheadAttn(x, memory, memory, {
      attnMask: masks.memoryMask,
      keyPaddingMask: masks.memoryKeyPaddingMask,
      needWeights: false,
    });
    return this.dropout2(output);
  }

  #feedForward(x: Tensor): Tensor {
    const activation = activationOf('TransformerDecoderLayer', this.#arguments[2].activation);
    return this.dropout3(this.linear2(this.dropout(activation(this.linear1(x)))));
  }
}

/** Options of {@link TransformerEncoder} and {@link TransformerDecoder}. */
export interface StackOptions {
  /** What normalizes the output of the last layer. */
  norm?: Module;
}

/** It stands by its place, or by its name. */
function normOf(owner: string, given: StackOptions | Module): Module | undefined {
  const options = given instanceof Module ? { norm: given } : given;
  return withDefaults(owner, options, { norm: undefined }).norm;
}

/** What a stack of layers may not attend to. */
export interface EncoderStackMasks extends Omit<EncoderMasks, 'srcMask'> {
  /** As `srcMask` of a layer, for each of them. */
  mask?: Tensor;
}

/**
 * Copies of a layer, one on the other. Shapes as of the layer: `[L, batch, dModel]`. PyTorch:
 * `torch.nn.TransformerEncoder`.
 */
export class TransformerEncoder extends Module<[Tensor, ...GivenMasks<EncoderStackMasks>]> {
  /** The layers, in order. */
  readonly layers: ModuleList<TransformerEncoderLayer>;
  /** What normalizes the output of the last layer. */
  readonly norm: Module | undefined;

  constructor(
    encoderLayer: TransformerEncoderLayer,
    numLayers: number,
    options: StackOptions | Module = {},
  ) {
    super();
    const norm = normOf('TransformerEncoder', options);
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => copyOf(encoderLayer)));
    this.norm = norm;
  }

  forward(src: Tensor, ...given: GivenMasks<EncoderStackMasks>): Tensor {
    const places = ['mask', 'srcKeyPaddingMask'] as const;
    const masks = optionsByPlace<EncoderStackMasks>('TransformerEncoder', given, places);
    checkOptionNames('TransformerEncoder', masks, {
      mask: true,
      srcKeyPaddingMask: true,
      isCausal: true,
    });
    const { mask: srcMask, ...others } = masks;
    let x = src;
    for (const layer of this.layers) x = layer(x, { srcMask, ...others });
    return this.norm ? this.norm(x) : x;
  }
}

/**
 * Copies of a layer, one on the other. Shapes as of the layer: `[T, batch, dModel]` and `[S, batch, dModel]`.
 * PyTorch: `torch.nn.TransformerDecoder`.
 */
export class TransformerDecoder extends Module<[Tensor, Tensor, ...GivenMasks<DecoderMasks>]> {
  /** The layers, in order. */
  readonly layers: ModuleList<TransformerDecoderLayer>;
  /** What normalizes the output of the last layer. */
  readonly norm: Module | undefined;

  constructor(
    decoderLayer: TransformerDecoderLayer,
    numLayers: number,
    options: StackOptions | Module = {},
  ) {
    super();
    const norm = normOf('TransformerDecoder', options);
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => copyOf(decoderLayer)));
    this.norm = norm;
  }

  forward(tgt: Tensor, memory: Tensor, ...given: GivenMasks<DecoderMasks>): Tensor {
    const masks = optionsByPlace<DecoderMasks>('TransformerDecoder', given, DECODER_PLACES);
    checkOptionNames('TransformerDecoder', masks, DECODER_MASKS);
    let x = tgt;
    for (const layer of this.layers) x = layer(x, memory, masks);
    return this.norm ? this.norm(x) : x;
  }
}

/** Options of {@link Transformer}. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** Default 512. */
  dModel?: number;
  /** Default 8. */
  nhead?: number;
  /** Default 6. */
  numEncoderLayers?: number;
  /** Default 6. */
  numDecoderLayers?: number;
}

const TRANSFORMER_OPTIONS = ['dModel', 'nhead', 'numEncoderLayers', 'numDecoderLayers'] as const;

type GivenTransformerOptions = Placed<TransformerOptions, typeof TRANSFORMER_OPTIONS>;

/** What neither half may attend to. */
export interface TransformerMasks extends Omit<EncoderMasks, 'isCausal'>, DecoderMasks {
  /** Says that `srcMask` hides what comes later; it has to be given. Default false. */
  srcIsCausal?: boolean;
}

const TRANSFORMER_PLACES = [
  'srcMask',
  'tgtMask',
  'memoryMask',
  'srcKeyPaddingMask',
  'tgtKeyPaddingMask',
  'memoryKeyPaddingMask',
] as const;

/** An encoder and a decoder. PyTorch: `torch.nn.Transformer`. */
export class Transformer extends Module<[Tensor, Tensor, ...GivenMasks<TransformerMasks>]> {
  /** The first half. */
  readonly encoder: TransformerEncoder;
  /** The second half: reads what the encoder gives. */
  readonly decoder: TransformerDecoder;

  constructor(...given: GivenTransformerOptions) {
    super();
    const options = optionsByPlace<TransformerOptions>('Transformer', given, TRANSFORMER_OPTIONS);
    const { dModel, nhead, numEncoderLayers, numDecoderLayers, ...layer } = withDefaults(
      'Transformer',
      options,
      { ...DEFAULTS, dModel: 512, nhead: 8, numEncoderLayers: 6, numDecoderLayers: 6 },
    );
    const norm = () => new LayerNorm(dModel, { eps: layer.layerNormEps, bias: layer.bias });
    const encoderLayer = new TransformerEncoderLayer(dModel, nhead, layer);
    this.encoder = new TransformerEncoder(encoderLayer, numEncoderLayers, { norm: norm() });
    const decoderLayer = new TransformerDecoderLayer(dModel, nhead, layer);
    this.decoder = new TransformerDecoder(decoderLayer, numDecoderLayers, { norm: norm() });
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
  }

  /** Hides what comes later: `[size, size]`, 0 and minus infinity. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return causalMask(size);
  }

  /** Source `[S, batch, dModel]` and target `[T, batch, dModel]` to `[T, batch, dModel]`. */
  forward(src: Tensor, tgt: Tensor, ...given: GivenMasks<TransformerMasks>): Tensor {
    const masks = optionsByPlace<TransformerMasks>('Transformer', given, TRANSFORMER_PLACES);
    checkOptionNames('Transformer', masks, {
      ...{ srcMask: true, srcKeyPaddingMask: true, srcIsCausal: true },
      ...DECODER_MASKS,
    });
    const { srcMask: mask, srcKeyPaddingMask, srcIsCausal: isCausal, ...ofDecoder } = masks;
    const ofEncoder = { mask, srcKeyPaddingMask, ...(isCausal === undefined ? {} : { isCausal }) };
    return this.decoder(tgt, this.encoder(src, ofEncoder), ofDecoder);
  }
}
