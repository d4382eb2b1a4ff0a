/** A mistyped option is refused by every layer, loss, optimizer and scheduler, with the name that was meant. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromBrokenTypes, nn, OptionError, ones, optim, UnknownOptionError } from './subjects.js';

const { lrScheduler, swaUtils } = optim;
const net = new nn.Linear(2, 2);
const optimizer = () => new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
const encoder = new nn.TransformerEncoderLayer(4, 2);
const decoder = new nn.TransformerDecoderLayer(4, 2);

/** One of its options in Python's spelling or with a slip, and what it is made with beside its options. */
type Case = readonly [typed: string, meant: string, ...before: unknown[]];

const LAYERS: Readonly<Record<string, Case>> = {
  AdaptiveLogSoftmaxWithLoss: ['div_value', 'divValue', 8, 10, [5]],
  AvgPool1d: ['ceil_mode', 'ceilMode', 2],
  AvgPool2d: ['count_include_pad', 'countIncludePad', 2],
  AvgPool3d: ['divisor_override', 'divisorOverride', 2],
  BatchNorm1d: ['track_running_stats', 'trackRunningStats', 4],
  BatchNorm2d: ['momentun', 'momentum', 4],
  BatchNorm3d: ['afine', 'affine', 4],
  Bilinear: ['biass', 'bias', 2, 2, 2],
  Conv1d: ['padding_mode', 'paddingMode', 1, 1, 3],
  Conv2d: ['strides', 'stride', 1, 1, 3],
  Conv3d: ['dilatation', 'dilation', 1, 1, 3],
  ConvTranspose1d: ['output_padding', 'outputPadding', 1, 1, 3],
  ConvTranspose2d: ['pading', 'padding', 1, 1, 3],
  ConvTranspose3d: ['group', 'groups', 1, 1, 3],
  CosineSimilarity: ['dims', 'dim'],
  Embedding: ['padding_idx', 'paddingIdx', 4, 2],
  EmbeddingBag: ['scale_grad_by_freq', 'scaleGradByFreq', 4, 2],
  Flatten: ['start_dim', 'startDim'],
  Fold: ['dilations', 'dilation', 4, 2],
  FractionalMaxPool2d: ['output_size', 'outputSize', 2],
  FractionalMaxPool3d: ['output_ratio', 'outputRatio', 2],
  GELU: ['aproximate', 'approximate'],
  GRU: ['batch_first', 'batchFirst', 2, 2],
  GRUCell: ['Bias', 'bias', 2, 2],
  GroupNorm: ['epss', 'eps', 2, 4],
  Hardtanh: ['min_val', 'minVal'],
  InstanceNorm1d: ['track_running_stats', 'trackRunningStats', 4],
  InstanceNorm2d: ['affin', 'affine', 4],
  InstanceNorm3d: ['ep', 'eps', 4],
  LPPool1d: ['ceil_mode', 'ceilMode', 2, 2],
  LPPool2d: ['strid', 'stride', 2, 2],
  LPPool3d: ['ceil_mode', 'ceilMode', 2, 2],
  LSTM: ['num_layers', 'numLayers', 2, 2],
  LSTMCell: ['bais', 'bias', 2, 2],
  LayerNorm: ['elementwise_affine', 'elementwiseAffine', 4],
  LazyBatchNorm1d: ['momentun', 'momentum'],
  LazyBatchNorm2d: ['afine', 'affine'],
  LazyBatchNorm3d: ['epss', 'eps'],
  LazyConv1d: ['padding_mode', 'paddingMode', 1, 3],
  LazyConv2d: ['strides', 'stride', 1, 3],
  LazyConv3d: ['dilatation', 'dilation', 1, 3],
  LazyConvTranspose1d: ['output_padding', 'outputPadding', 1, 3],
  LazyConvTranspose2d: ['pading', 'padding', 1, 3],
  LazyConvTranspose3d: ['group', 'groups', 1, 3],
  LazyInstanceNorm1d: ['track_running_stats', 'trackRunningStats'],
  LazyInstanceNorm2d: ['affin', 'affine'],
  LazyInstanceNorm3d: ['ep', 'eps'],
  LazyLinear: ['biass', 'bias', 3],
  Linear: ['bia', 'bias', 2, 2],
  LocalResponseNorm: ['alfa', 'alpha', 2],
  MaxPool1d: ['stirde', 'stride', 2],
  MaxPool2d: ['ceil_mode', 'ceilMode', 2],
  MaxPool3d: ['Dilation', 'dilation', 2],
  MaxUnpool1d: ['paddings', 'padding', 2],
  MaxUnpool2d: ['strides', 'stride', 2],
  MaxUnpool3d: ['strides', 'stride', 2],
  MultiheadAttention: ['add_bias_kv', 'addBiasKv', 4, 2],
  Parameter: ['requires_grad', 'requiresGrad', ones([2])],
  PReLU: ['num_parameters', 'numParameters'],
  PairwiseDistance: ['keep_dim', 'keepdim'],
  RMSNorm: ['elementwise_affine', 'elementwiseAffine', 4],
  RNN: ['non_linearity', 'nonlinearity', 2, 2],
  RNNCell: ['nonlinearty', 'nonlinearity', 2, 2],
  RReLU: ['uper', 'upper'],
  Softplus: ['treshold', 'threshold'],
  Transformer: ['num_encoder_layers', 'numEncoderLayers'],
  TransformerDecoder: ['nrom', 'norm', decoder, 1],
  TransformerDecoderLayer: ['dim_feedforward', 'dimFeedforward', 4, 2],
  TransformerEncoder: ['norms', 'norm', encoder, 1],
  TransformerEncoderLayer: ['norm_first', 'normFirst', 4, 2],
  Unfold: ['paddding', 'padding', 2],
  Upsample: ['scale_factor', 'scaleFactor'],
  UpsamplingBilinear2d: ['scalefactor', 'scaleFactor'],
  UpsamplingNearest2d: ['sise', 'size'],
};

const LOSSES: Readonly<Record<string, Case>> = {
  BCELoss: ['weights', 'weight'],
  BCEWithLogitsLoss: ['pos_weight', 'posWeight'],
  CTCLoss: ['zero_infinity', 'zeroInfinity'],
  CosineEmbeddingLoss: ['marign', 'margin'],
  CrossEntropyLoss: ['label_smoothing', 'labelSmoothing'],
  GaussianNLLLoss: ['ful', 'full'],
  HingeEmbeddingLoss: ['margn', 'margin'],
  HuberLoss: ['detla', 'delta'],
  KLDivLoss: ['log_target', 'logTarget'],
  L1Loss: ['reducton', 'reduction'],
  LinearCrossEntropyLoss: ['out_features', 'outFeatures', 2, 2],
  MSELoss: ['reducton', 'reduction'],
  MarginRankingLoss: ['margins', 'margin'],
  MultiLabelMarginLoss: ['reductions', 'reduction'],
  MultiLabelSoftMarginLoss: ['weigth', 'weight'],
  MultiMarginLoss: ['margim', 'margin'],
  NLLLoss: ['ignore_index', 'ignoreIndex'],
  PoissonNLLLoss: ['log_input', 'logInput'],
  SmoothL1Loss: ['betta', 'beta'],
  SoftMarginLoss: ['reduktion', 'reduction'],
  TripletMarginLoss: ['swop', 'swap'],
  TripletMarginWithDistanceLoss: ['distance_function', 'distanceFunction'],
};

const OPTIMIZERS: Readonly<Record<string, Case>> = {
  ASGD: ['weight_deca', 'weightDecay'],
  Adadelta: ['roh', 'rho'],
  Adafactor: ['beta2_decay', 'beta2Decay'],
  Adagrad: ['lr_decay', 'lrDecay'],
  Adam: ['weight_decay', 'weightDecay'],
  AdamW: ['amsgrd', 'amsgrad'],
  Adamax: ['beta', 'betas'],
  LBFGS: ['line_search_fn', 'lineSearchFn'],
  Muon: ['ns_steps', 'nsSteps'],
  NAdam: ['momentum_decay', 'momentumDecay'],
  RAdam: ['decoupled_weight_decay', 'decoupledWeightDecay'],
  RMSprop: ['centred', 'centered'],
  Rprop: ['step_sizes', 'stepSizes'],
  SGD: ['maximise', 'maximize'],
};

const SCHEDULERS: Readonly<Record<string, Case>> = {
  ConstantLR: ['total_iters', 'totalIters'],
  CosineAnnealingLR: ['eta_min', 'etaMin', 5],
  CosineAnnealingWarmRestarts: ['t_mult', 'tMult', 5],
  CyclicLR: ['step_size_up', 'stepSizeUp', 0.1, 0.2],
  LinearLR: ['start_factor', 'startFactor'],
  MultiStepLR: ['gama', 'gamma', [1]],
  OneCycleLR: ['total_steps', 'totalSteps', 0.1],
  PolynomialLR: ['powr', 'power'],
  ReduceLROnPlateau: ['threshold_mode', 'thresholdMode'],
  StepLR: ['gamm', 'gamma', 5],
};

type Maker = new (...given: unknown[]) => unknown;

const FAMILIES = [
  ['layers', nn, LAYERS, []],
  ['losses', nn, LOSSES, []],
  ['optimizers', optim, OPTIMIZERS, [net.parameters()]],
  ['schedulers', lrScheduler, SCHEDULERS, [optimizer()]],
  ['averages', swaUtils, { SWALR: ['anneal_epochs', 'annealEpochs', 0.1] }, [optimizer()]],
  ['averages', swaUtils, { AveragedModel: ['use_buffers', 'useBuffers'] }, [net]],
] as const;

for (const [family, exported, cases, first] of FAMILIES) {
  describe(`All ${family} refuse an option that there is not`, () => {
    for (const [name, [typed, meant, ...before]] of Object.entries<Case>(cases)) {
      it(name, () => {
        const Made = fromBrokenTypes<Record<string, Maker>>(exported)[name];
        assert.throws(
          () => new Made(...first, ...before, { [typed]: 1 }),
          (error) => {
            assert.ok(error instanceof UnknownOptionError, String(error));
            assert.equal(error.owner, name);
            assert.match(
              error.message,
              new RegExp(`no option '${typed}'. Did you mean '${meant}'\\?`),
            );
            return true;
          },
        );
      });
    }
  });
}

it('what is given by position, as in PyTorch, where an object is expected is refused too', () => {
  const broken = fromBrokenTypes;
  assert.throws(
    () => new nn.PReLU(broken(2)),
    /options must be an object, as \{ numParameters: 2 \}, got 2/,
  );
  assert.throws(() => Reflect.construct(nn.LSTM, [2, 2, 3, true]), /only numLayers, got true/);
  assert.throws(
    () => Reflect.construct(nn.MaxPool2d, [3, 1, 0, 2]),
    /only kernelSize, stride and padding, got 2/,
  );
  assert.throws(() => Reflect.construct(nn.Conv2d, [1, 1, 3, 'x']), /stride must be a number/);
  assert.throws(() => new lrScheduler.LinearLR(optimizer(), broken(0.5)), OptionError);
});

it('what usually stands by its place may stand there, beside options and without', () => {
  const reprs = [
    [
      new nn.Conv2d(1, 4, 3, 2, 1, { bias: false }),
      new nn.Conv2d(1, 4, 3, { stride: 2, padding: 1, bias: false }),
    ],
    [new nn.Conv1d(1, 4, 3, 2), new nn.Conv1d(1, 4, 3, { stride: 2 })],
    [
      new nn.ConvTranspose2d(1, 4, 4, 2, 1),
      new nn.ConvTranspose2d(1, 4, 4, { stride: 2, padding: 1 }),
    ],
    [
      new nn.MaxPool2d(3, 2, { ceilMode: true }),
      new nn.MaxPool2d(3, { stride: 2, ceilMode: true }),
    ],
    [new nn.AvgPool1d(4, 2, 1), new nn.AvgPool1d(4, { stride: 2, padding: 1 })],
    [new nn.BatchNorm2d(3, 0.8), new nn.BatchNorm2d(3, { eps: 0.8 })],
    [
      new nn.InstanceNorm1d(3, 0.8, { affine: true }),
      new nn.InstanceNorm1d(3, { eps: 0.8, affine: true }),
    ],
    [new nn.Flatten(0, 1), new nn.Flatten({ startDim: 0, endDim: 1 })],
    [
      new nn.GRU(2, 3, 2, { batchFirst: true }),
      new nn.GRU(2, 3, { numLayers: 2, batchFirst: true }),
    ],
  ];
  for (const [placed, named] of reprs) assert.equal(`${placed}`, `${named}`);
  const image = ones([1, 1, 5, 5]);
  assert.deepEqual([...nn.functional.maxPool2d(image, 3, 2).shape], [1, 1, 2, 2]);
  assert.deepEqual([...nn.functional.avgPool2d(image, 3, 2, 1).shape], [1, 1, 3, 3]);
});

it('nothing that takes options is left out above', () => {
  const source = fileURLToPath(new URL('../../../src/', import.meta.url));
  const files = ['nn', 'nn/losses', 'optim', 'optim/lr-scheduler'].flatMap((folder) =>
    readdirSync(path.join(source, folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(source, folder, file), 'utf8')),
  );
  const classes = files.flatMap((text) => text.split(/^(?=export class )/m).slice(1));
  const taking = classes
    .filter((text) => /\boptions\b/.test(/constructor\(([\s\S]*?)\) \{/.exec(text)?.[1] ?? ''))
    .map((text) => /^export class (\w+)/.exec(text)?.[1] ?? '');
  const known = new Set(FAMILIES.flatMap(([, , cases]) => Object.keys(cases)));
  assert.ok(taking.length > 80, `${taking.length}`);
  const exported = { ...nn, ...optim, ...lrScheduler, ...swaUtils };
  assert.deepEqual(
    // Groups are made by optimizers alone.
    taking.filter((name) => name in exported && name !== 'ParamGroup' && !known.has(name)),
    [],
  );
});
