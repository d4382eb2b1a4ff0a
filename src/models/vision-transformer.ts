/** A transformer that reads an image as a text of patches. See Dosovitskiy et al. 2020. */
import {
  Conv2d,
  Dropout,
  GELU,
  init,
  LayerNorm,
  Linear,
  Module,
  MultiheadAttention,
  Parameter,
  Sequential,
  Tanh,
} from '../nn/index.js';
import {
  cat,
  checkOptionNames,
  OptionError,
  ShapeError,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import { type Builder, builder } from './builder.js';
import { transformerNames } from './older-names.js';
import { trained, type WeightsEnum, weightsOf } from './weights.js';

const layerNorm = (size: number) => new LayerNorm(size, { eps: 1e-6 });

class MLPBlock extends Sequential {
  constructor(size: number, inner: number, dropout: number) {
    const layers = [new Linear(size, inner), new Linear(inner, size)] as const;
    super(layers[0], new GELU(), new Dropout(dropout), layers[1], new Dropout(dropout));
    for (const { weight, bias } of layers) {
      init.xavierUniform_(weight);
      init.normal_(bias, 0, 1e-6);
    }
  }
}

/** The sizes that all blocks share. */
interface BlockSizes {
  readonly numHeads: number;
  readonly hiddenDim: number;
  readonly mlpDim: number;
  readonly dropout: number;
  readonly attentionDropout: number;
}

class EncoderBlock extends Module {
  readonly ln1: LayerNorm;
  readonly selfAttention: MultiheadAttention;
  readonly dropout: Dropout;
  readonly ln2: LayerNorm;
  readonly mlp: MLPBlock;

  constructor({ numHeads, hiddenDim, mlpDim, dropout, attentionDropout }: BlockSizes) {
    super();
    this.ln1 = layerNorm(hiddenDim);
    this.selfAttention = new MultiheadAttention(hiddenDim, numHeads, {
      dropout: attentionDropout,
      batchFirst: true,
    });
    this.dropout = new Dropout(dropout);
    this.ln2 = layerNorm(hiddenDim);
    this.mlp = new MLPBlock(hiddenDim, mlpDim, dropout);
    this.nameInState({ ln1: 'ln_1', selfAttention: 'self_attention', ln2: 'ln_2' });
  }

  forward(input: Tensor): Tensor {
    const normed = this.ln1(input);
    const [attended] = this.selfAttention(normed, normed, normed, { needWeights: false });
    const x = this.dropout(attended).add(input);
    return x.add(this.mlp(this.ln2(x)));
  }
}

class Encoder extends Module {
  readonly posEmbedding: Parameter;
  readonly dropout: Dropout;
  readonly layers: Sequential;
  readonly ln: LayerNorm;

  constructor(seqLength: number, numLayers: number, sizes: BlockSizes) {
    super();
    const { hiddenDim, dropout } = sizes;
    this.posEmbedding = new Parameter(zeros([1, seqLength, hiddenDim]));
    init.normal_(this.posEmbedding, 0, 0.02);
    this.dropout = new Dropout(dropout);
    this.layers = Sequential.named(
      Object.fromEntries(
        Array.from({ length: numLayers }, (_, i) => [
          `encoder_layer_${i}`,
          new EncoderBlock(sizes),
        ]),
      ),
    );
    this.ln = layerNorm(hiddenDim);
    this.nameInState({ posEmbedding: 'pos_embedding' });
  }

  forward(input: Tensor): Tensor {
    return this.ln(this.layers(this.dropout(input.add(this.posEmbedding))));
  }
}

export interface Heads {
  /** The last layer, to be replaced for other classes. */
  get head(): Linear;
  set head(layer: Module);
}

/** What makes classes of the class token. */
export class Heads extends Sequential {
  constructor(hiddenDim: number, numClasses: number, representationSize: number | undefined) {
    super();
    if (representationSize !== undefined) {
      const before = new Linear(hiddenDim, representationSize);
      this.registerModule('pre_logits', before);
      this.registerModule('act', new Tanh());
    }
    this.head = new Linear(representationSize ?? hiddenDim, numClasses);
  }
}

/** The sizes of a {@link VisionTransformer}. */
export interface VisionTransformerSizes {
  /** Pixels of the images' sides. */
  imageSize: number;
  /** Pixels of the patches' sides. */
  patchSize: number;
  /** How many blocks there are. */
  numLayers: number;
  /** How many heads share `hiddenDim`. */
  numHeads: number;
  /** The size of what stands for a patch. */
  hiddenDim: number;
  /** The size of the layer inside of a block. */
  mlpDim: number;
}

const SIZES = {
  imageSize: true,
  patchSize: true,
  numLayers: true,
  numHeads: true,
  hiddenDim: true,
  mlpDim: true,
};

/** Options of a {@link VisionTransformer}. */
export interface VisionTransformerOptions {
  /** The probability that a number of a block's results is dropped. Default 0. */
  dropout?: number;
  /** The same of attention weights. Default 0. */
  attentionDropout?: number;
  /** Default 1000. */
  numClasses?: number;
  /** The size of a layer before the last one. Default: there is none. */
  representationSize?: number;
}

const OPTIONS = {
  dropout: 0,
  attentionDropout: 0,
  numClasses: 1000,
  representationSize: undefined,
};

export interface VisionTransformer {
  /** What makes classes of what the encoder gives; its last layer is `heads.head`. */
  get heads(): Heads;
  set heads(layers: Module);
}

/** Images `[batch, 3, imageSize, imageSize]` to `[batch, numClasses]`. PyTorch: `torchvision.models.VisionTransformer`. */
export class VisionTransformer extends Module {
  /** What the class is read from, `[1, 1, hiddenDim]`. */
  readonly classToken: Parameter;
  /** Makes numbers of patches. */
  convProj: Conv2d;
  /** The blocks. */
  encoder: Encoder;
  readonly imageSize: number;
  readonly patchSize: number;

  /** @throws OptionError unless the patches divide the images. */
  constructor(sizes: VisionTransformerSizes, options: VisionTransformerOptions = {}) {
    super();
    checkOptionNames('VisionTransformer', sizes, SIZES);
    const { imageSize, patchSize, hiddenDim, numLayers } = sizes;
    const { numClasses, representationSize, ...drops } = withDefaults(
      'VisionTransformer',
      options,
      OPTIONS,
    );
    if (imageSize % patchSize !== 0) {
      const wanted = `a multiple of patchSize = ${patchSize}`;
      throw new OptionError('VisionTransformer', 'imageSize', imageSize, wanted);
    }
    this.imageSize = imageSize;
    this.patchSize = patchSize;
    this.convProj = new Conv2d(3, hiddenDim, patchSize, { stride: patchSize });
    this.classToken = new Parameter(zeros([1, 1, hiddenDim]));
    const patches = (imageSize / patchSize) ** 2;
    this.encoder = new Encoder(patches + 1, numLayers, { ...sizes, ...drops });
    this.heads = new Heads(hiddenDim, numClasses, representationSize);
    this.nameInState({ classToken: 'class_token', convProj: 'conv_proj' });
    this.#drawWeights();
  }

  #drawWeights(): void {
    const { convProj, heads } = this;
    byFanIn(convProj);
    for (const layer of heads.children()) {
      if (layer instanceof Linear && layer !== heads.head) byFanIn(layer);
    }
    init.zeros_(heads.head.weight);
    init.zeros_(heads.head.bias);
  }

  /** @throws ShapeError for images of another size. */
  forward(x: Tensor): Tensor {
    const { imageSize } = this;
    const [batch, , height, width] = x.shape;
    if (x.ndim !== 4 || height !== imageSize || width !== imageSize) {
      throw new ShapeError(
        'VisionTransformer',
        [x.shape],
        `VisionTransformer got an input of shape [${x.shape.join(', ')}].\n` +
          `  It must be [batch, 3, ${imageSize}, ${imageSize}]: resize the images, or give it another imageSize.`,
      );
    }
    const patches = this.convProj(x).flatten(2).permute(0, 2, 1);
    const tokens = cat([this.classToken.expand([batch, -1, -1]), patches], 1);
    return this.heads(this.encoder(tokens).select(1, 0));
  }
}

/** Normal numbers that keep the size of what flows through, without the tails. */
function byFanIn({ weight, bias }: Conv2d | Linear): void {
  const { fanIn } = init.fans(weight);
  init.truncNormal_(weight, { std: Math.sqrt(1 / fanIn) });
  init.zeros_(bias);
}

/** Weights of ViT-B-16. */
export const ViT_B_16_Weights = weightsOf(
  'ViT_B_16_Weights',
  {
    IMAGENET1K_V1: trained('vit_b_16-c867db91.pth', 86_567_656, [81.072, 95.318]),
    IMAGENET1K_SWAG_E2E_V1: trained('vit_b_16_swag-9ac1b537.pth', 86_859_496, [85.304, 97.65], {
      crop: 384,
      resize: 384,
      interpolation: 'bicubic',
    }),
    IMAGENET1K_SWAG_LINEAR_V1: trained(
      'vit_b_16_lc_swag-4e70ced5.pth',
      86_567_656,
      [81.886, 96.18],
      { resize: 224, interpolation: 'bicubic' },
    ),
  },
  'IMAGENET1K_V1',
);
/** Weights of ViT-B-32. */
export const ViT_B_32_Weights = weightsOf(
  'ViT_B_32_Weights',
  {
    IMAGENET1K_V1: trained('vit_b_32-d86f8d99.pth', 88_224_232, [75.912, 92.466]),
  },
  'IMAGENET1K_V1',
);
/** Weights of ViT-L-16. */
export const ViT_L_16_Weights = weightsOf(
  'ViT_L_16_Weights',
  {
    IMAGENET1K_V1: trained('vit_l_16-852ce7e3.pth', 304_326_632, [79.662, 94.638], { resize: 242 }),
    IMAGENET1K_SWAG_E2E_V1: trained('vit_l_16_swag-4f3808c9.pth', 305_174_504, [88.064, 98.512], {
      crop: 512,
      resize: 512,
      interpolation: 'bicubic',
    }),
    IMAGENET1K_SWAG_LINEAR_V1: trained(
      'vit_l_16_lc_swag-4d563306.pth',
      304_326_632,
      [85.146, 97.422],
      { resize: 224, interpolation: 'bicubic' },
    ),
  },
  'IMAGENET1K_V1',
);
/** Weights of ViT-L-32. */
export const ViT_L_32_Weights = weightsOf(
  'ViT_L_32_Weights',
  {
    IMAGENET1K_V1: trained('vit_l_32-c7638314.pth', 306_535_400, [76.972, 93.07]),
  },
  'IMAGENET1K_V1',
);
/** Weights of ViT-H-14. */
export const ViT_H_14_Weights = weightsOf(
  'ViT_H_14_Weights',
  {
    IMAGENET1K_SWAG_E2E_V1: trained('vit_h_14_swag-80465313.pth', 633_470_440, [88.552, 98.694], {
      crop: 518,
      resize: 518,
      interpolation: 'bicubic',
    }),
    IMAGENET1K_SWAG_LINEAR_V1: trained(
      'vit_h_14_lc_swag-c1eb923e.pth',
      632_045_800,
      [85.708, 97.73],
      { resize: 224, interpolation: 'bicubic' },
    ),
  },
  'IMAGENET1K_SWAG_E2E_V1',
);

/** Options of `vitB16` and its kin. */
export interface VisionTransformerModelOptions extends VisionTransformerOptions {
  /** Pixels of the images' sides. Default 224, or those that the weights are for. */
  imageSize?: number;
}

function visionTransformer<Name extends string>(
  name: string,
  weights: WeightsEnum<Name>,
  sizes: Omit<VisionTransformerSizes, 'imageSize'>,
): Builder<VisionTransformer, VisionTransformerModelOptions, Name> {
  return builder<VisionTransformer, VisionTransformerModelOptions, Name>(name, weights, {
    options: { ...OPTIONS, imageSize: 224 },
    make: ({ imageSize, ...options }, trained) => {
      const needed = trained?.transforms().cropSize;
      if (needed !== undefined && (imageSize ?? needed) !== needed) {
        throw new OptionError(name, 'imageSize', imageSize, `${needed} for these weights`);
      }
      return new VisionTransformer({ imageSize: imageSize ?? needed ?? 224, ...sizes }, options);
    },
    renamed: transformerNames,
  });
}

const BASE = { numLayers: 12, numHeads: 12, hiddenDim: 768, mlpDim: 3072 };
const LARGE = { numLayers: 24, numHeads: 16, hiddenDim: 1024, mlpDim: 4096 };
const HUGE = { numLayers: 32, numHeads: 16, hiddenDim: 1280, mlpDim: 5120 };

/** The base model, of patches of 16 pixels. */
export const vitB16 = visionTransformer('vitB16', ViT_B_16_Weights, { patchSize: 16, ...BASE });
/** The base model, of patches of 32 pixels. */
export const vitB32 = visionTransformer('vitB32', ViT_B_32_Weights, { patchSize: 32, ...BASE });
/** The large model, of patches of 16 pixels. */
export const vitL16 = visionTransformer('vitL16', ViT_L_16_Weights, { patchSize: 16, ...LARGE });
/** The large model, of patches of 32 pixels. */
export const vitL32 = visionTransformer('vitL32', ViT_L_32_Weights, { patchSize: 32, ...LARGE });
/** The huge model, of patches of 14 pixels. */
export const vitH14 = visionTransformer('vitH14', ViT_H_14_Weights, { patchSize: 14, ...HUGE });
