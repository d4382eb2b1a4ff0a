/** Options and arguments whose values make no sense. */
import '../tensor/cpu.js';
import { type Case, dataset, errorsOf, parameters } from './errors-of.js';
import {
  bernoulli,
  DataLoader,
  fromBrokenTypes,
  nn,
  ones,
  optim,
  randomSplit,
  stft,
  type Tensor,
  TensorDataset,
  tensor,
  zeros,
} from './subjects.js';

errorsOf('options', [
  [
    'bounds of hardtanh the wrong way round',
    () => nn.functional.hardtanh(ones([2]), { minVal: 2, maxVal: 1 }),
    /hardtanh: minVal must be at most maxVal = 1, got 2/,
  ],
  [
    'a Hardtanh between a number and itself',
    () => new nn.Hardtanh({ minVal: 1 }),
    /Hardtanh: minVal must be less than maxVal = 1, got 1/,
  ],
  [
    'slopes the wrong way round',
    () => new nn.RReLU({ lower: 2, upper: 1 })(ones([2])),
    /rrelu: lower must be at most upper = 1, got 2/,
  ],
  [
    'a batch norm that may divide by 0',
    () => new nn.BatchNorm1d(2, { eps: 0 })(ones([3, 2])),
    /batchNorm: eps must be a number above 0 where the batch is measured, got 0/,
  ],
  [
    'a batch norm of a negative eps',
    () => new nn.BatchNorm1d(2, { eps: -1 }).eval()(ones([3, 2])),
    /batchNorm: eps must be a number of 0 or more, got -1/,
  ],
  ...[nn.RNN, nn.GRU, nn.LSTM].map(
    (Layer): Case => [
      `a ${Layer.name} with a number for bias`,
      () => new Layer(2, 3, { bias: fromBrokenTypes(1) }),
      new RegExp(`${Layer.name}: bias must be true or false, got 1`),
    ],
  ),
  [
    'more of the mean squares than there is',
    () => new optim.Adadelta(parameters(), { rho: 1.5 }),
    /Adadelta: rho must be a number from 0 to 1, got 1\.5/,
  ],
  ...(['lambd', 'alpha'] as const).map(
    (option): Case => [
      `a negative ${option} of ASGD`,
      () => new optim.ASGD(parameters(), { [option]: -1 }),
      new RegExp(`ASGD: ${option} must be a number of 0 or more, got -1`),
    ],
  ),
  [
    'parameters with names beside others',
    () => {
      const [weight, bias] = parameters();
      return new optim.SGD([weight, fromBrokenTypes<Tensor>(['bias', bias])]);
    },
    /SGD: params must be parameters without names, as net\.parameters\(\) gives, or groups/,
  ],
  [
    'classes below 0',
    () => nn.functional.oneHot(tensor([2, -3], 'int32')),
    /oneHot: classes must be numbers of 0 or more, got -3/,
  ],
  ...[
    ['floorDivide', (x: Tensor) => x.floorDivide(0)] as const,
    ['remainder', (x: Tensor) => x.remainder(0)] as const,
    ['fmod', (x: Tensor) => x.fmod(0)] as const,
    ['div', (x: Tensor) => x.div(0, { roundingMode: 'trunc' })] as const,
  ].map(
    ([name, divide]): Case => [
      `${name} of whole numbers by 0`,
      () => divide(ones([2], 'int32')),
      new RegExp(`${name}: the divisor of whole numbers must be another number than 0`),
    ],
  ),
  [
    'padding that is larger than the window',
    () => new nn.MaxPool2d(2, { padding: 2 }),
    /MaxPool2d: padding must be at most half of the window, here 1, 1, got 2/,
  ],
  [
    'a class to be ignored where targets are probabilities',
    () => new nn.CrossEntropyLoss({ ignoreIndex: 1 })(zeros([2, 3]), ones([2, 3]).div(3)),
    /CrossEntropyLoss: ignoreIndex must be left out where targets are probabilities/,
  ],
  [
    'more smoothing than there is',
    () => new nn.CrossEntropyLoss({ labelSmoothing: 1.5 })(zeros([2, 3]), zeros([2], 'int32')),
    /labelSmoothing must be from 0 to 1, got 1\.5/,
  ],
  [
    'sequences longer than what was computed of them',
    () => nn.functional.ctcLoss(zeros([3, 1, 4]), tensor([[1]], 'int32'), [5], [1]),
    /CTCLoss: inputLengths must be lengths of at most 3.*got \[5\]/,
  ],
  [
    'an activation of transformers that there is not',
    () => new nn.TransformerEncoderLayer(4, 2, { activation: fromBrokenTypes<'relu'>('tanh') }),
    /TransformerEncoderLayer: activation must be 'relu', 'gelu' or a function, got tanh/,
  ],
  [
    'one milestone that is no list',
    () =>
      new optim.lrScheduler.MultiStepLR(new optim.SGD(parameters()), fromBrokenTypes<number[]>(30)),
    /MultiStepLR: milestones must be a list of epochs, as \[30, 80\], got 30/,
  ],
  [
    'the fourth smallest of three',
    () => ones([3]).kthvalue(4),
    /kthvalue: k must be from 1 to 3, the size of dimension 0, got 4/,
  ],
  [
    'windows larger than what they slide over',
    () => ones([3]).unfold(0, 5, 1),
    /unfold: size must be at most 3, the size of dimension 0, got 5/,
  ],
  [
    'a dimension that is named twice',
    () => ones([2, 3]).sum([0, -2]),
    /dimension 0 is named twice in \[0, -2\]/,
  ],
  ['a share that is none', () => ones([3]).quantile(1.5), /q must be from 0 to 1, got 1\.5/],
  [
    'bounds the wrong way round',
    () => zeros([2]).uniform_(2, 1),
    /from <= to, got from 2 and to 1/,
  ],
  ['a negative deviation', () => zeros([2]).normal_(0, -1), /std of 0 or more, got -1/],
  ['a probability above 1', () => zeros([2]).bernoulli_(1.5), /probability from 0 to 1, got 1\.5/],
  [
    'probabilities above 1 to draw from',
    () => bernoulli(tensor([0.5, 1.5])),
    /bernoulli: a chance must be a probability from 0 to 1, got 1\.5/,
  ],
  [
    'the state of an LSTM that is one tensor',
    () => new nn.LSTM(3, 2)(zeros([4, 1, 3]), fromBrokenTypes<[Tensor, Tensor]>(zeros([1, 1, 2]))),
    /LSTM: the first states must be tensors, an LSTM's two of them in a list, as \[h0, c0\], got a Tensor/,
  ],
  [
    'a kernel size that is missing',
    () => Reflect.construct(nn.Conv2d, [3, 8]),
    /Conv2d: kernelSize must be a number, or 2 of them, got undefined/,
  ],
  [
    'a factor that is no function',
    () =>
      new optim.lrScheduler.LambdaLR(new optim.SGD(parameters(), { lr: 1 }), fromBrokenTypes(3)),
    /lrLambda must be a function of the epoch/,
  ],
  [
    'the parameters of a lazy layer before its first batch',
    () => new optim.SGD(new nn.LazyLinear(2).parameters(), { lr: 0.1 }),
    /SGD: parameter 0 must be of a size/,
    /Call the model on a batch first: net\(inputs\)/,
    /got one without elements, as of a lazy layer/,
  ],
  [
    'projections as large as the hidden state',
    () => new nn.LSTM(2, 3, { projSize: 3 }),
    /LSTM: projSize must be less than hiddenSize = 3, got 3/,
  ],
  [
    'an orthogonal kernel',
    () => nn.utils.parametrizations.orthogonal(new nn.Conv2d(1, 2, 3)),
    /orthogonal: weight must be a matrix, got of shape \[2, 1, 3, 3\]/,
  ],
  [
    'a reduction of what is scattered',
    () => zeros([2]).scatterReduce(0, zeros([1], 'int32'), zeros([1]), fromBrokenTypes('max')),
    /reduce must be one of 'sum', 'mean', 'prod', 'amax', 'amin', got 'max'/,
  ],
  [
    'bits of fractions',
    () => ones([2]).bitwiseAnd(1),
    /bits are those of int32 and bool, got float32/,
  ],
  [
    "PyTorch's name of a mode",
    () => nn.init.kaimingUniform_(zeros([2, 2]), { mode: fromBrokenTypes('fan_in') }),
    /mode must be one of 'fanIn', 'fanOut'/,
  ],
  [
    "PyTorch's data of a weight",
    () => nn.init.normal_(fromBrokenTypes(new nn.Linear(2, 2).weight.data)),
    /what is filled must be a tensor, got the method data.*take x\.detach\(\)/,
  ],
  [
    'integers of 64 bits',
    () => tensor(fromBrokenTypes(BigInt64Array.of(1n))),
    /64 bits.*Int32Array\.from\(values, Number\)/,
  ],
  [
    "PyTorch's name of a nonlinearity",
    () => nn.init.calculateGain(fromBrokenTypes('leaky_relu')),
    /'leakyRelu'/,
    /got 'leaky_relu'/,
  ],
  [
    'a mode for other dimensions',
    () => nn.functional.interpolate(zeros([1, 1, 4]), { size: 8, mode: 'bilinear' }),
    /interpolate: mode must be one of .*'linear'/,
    /got 'bilinear'/,
  ],
  [
    'antialiasing where there is none',
    () => nn.functional.interpolate(zeros([1, 1, 4]), { size: 8, antialias: true }),
    /antialias must be false but for 'bilinear' and 'bicubic'/,
  ],
  [
    'a reduction of a function',
    () =>
      nn.functional.crossEntropy(zeros([1, 2]), zeros([1], 'int32'), {
        reduction: fromBrokenTypes('avg'),
      }),
    /reduction must be 'mean', 'sum' or 'none', got 'avg'/,
  ],
  [
    'spectra as pairs of real numbers',
    () => stft(ones([40]), 16, { returnComplex: fromBrokenTypes(false) }),
    /stft: returnComplex must be true; pairs of real numbers are viewAsReal\(spectra\), got false/,
  ],
  [
    'a rounding',
    () => ones([1]).div(2, { roundingMode: fromBrokenTypes('up') }),
    /'floor' or 'trunc'/,
  ],
  [
    'an output size that can not come out',
    () =>
      new nn.ConvTranspose2d(1, 1, 3, { stride: 2 }).withOutputSize(zeros([1, 1, 4, 4]), [9, 12]),
    /outputSize is \[9, 12\]; it can be 9 to 10 x 9 to 10/,
  ],
  [
    'offsets that do not end where the numbers end',
    () =>
      new nn.EmbeddingBag(5, 2, { includeLastOffset: true })(
        zeros([4], 'int32'),
        tensor([0, 2, 3], [3], 'int32'),
      ),
    /offsets must be ended by 4/,
    /got \[0,2,3\]/,
  ],
  [
    'a mistyped option',
    () => new optim.SGD(parameters(), fromBrokenTypes({ lr: 0.1, momentm: 0.9 })),
    /SGD has no option 'momentm'/,
    /Did you mean 'momentum'\?/,
  ],
  [
    "PyTorch's spelling",
    () => new optim.Adam(parameters(), fromBrokenTypes({ weight_decay: 0.1 })),
    /Did you mean 'weightDecay'\?/,
  ],
  [
    'a learning rate below 0',
    () => new optim.SGD(parameters(), { lr: -1 }),
    /SGD: lr must be a number of 0 or more, got -1/,
  ],
  [
    'nesterov without momentum',
    () => new optim.SGD(parameters(), { lr: 0.1, nesterov: true }),
    /nesterov/,
    /momentum above 0/,
  ],
  ['betas', () => new optim.Adam(parameters(), { betas: [0.9, 1.5] }), /betas\[1\]/, /1\.5/],
  ['no parameters', () => new optim.SGD([], { lr: 0.1 }), /empty list/, /net\.parameters\(\)/],
  [
    'a module in place of parameters',
    () => new optim.SGD(fromBrokenTypes<Tensor[]>(new nn.Linear(2, 2)), { lr: 1 }),
    /params/,
    /net\.parameters\(\)/,
  ],
  [
    'a parameter twice',
    () => {
      const p = parameters();
      return new optim.SGD([...p, ...p], { lr: 1 });
    },
    /twice/,
  ],
  ['vectors for Muon', () => new optim.Muon(parameters()), /Muon/, /shape \[2\]/, /AdamW/],
  [
    'L-BFGS without a closure',
    () => new optim.LBFGS(parameters()).step(),
    /closure/,
    /loss\.backward\(\)/,
  ],
  [
    'a state of other parameters',
    () => new optim.Adam(parameters()).loadStateDict({ state: {}, paramGroups: [{ params: [0] }] }),
    /groups of \[1\]/,
    /groups of \[2\]/,
  ],
  [
    'a size of a layer',
    () => new nn.Linear(0, 2),
    /Linear: inFeatures must be a whole number of 1 or more, got 0/,
  ],
  ['a fraction as size', () => new nn.Conv2d(1, 2.5, 3), /Conv2d/, /outChannels|2\.5/],
  [
    'a size that is missing',
    () => new nn.Linear(4, fromBrokenTypes(undefined)),
    /Linear: outFeatures must be a whole number of 1 or more/,
  ],
  [
    'a dimension that is missing',
    () => new nn.Softmax(fromBrokenTypes(undefined)),
    /Softmax: dim must be a number, as in new Softmax\(1\)/,
  ],
  [
    'a text for a number by name',
    () => new nn.LeakyReLU({ negativeSlope: fromBrokenTypes('steep') }),
    /LeakyReLU: negativeSlope must be a number/,
    /got 'steep'|got steep/,
  ],
  [
    'a scheduler without an optimizer',
    () => new optim.StepLR(fromBrokenTypes(undefined), 3),
    /StepLR: the first argument must be the optimizer/,
  ],
  ['groups', () => new nn.Conv2d(3, 4, 3, { groups: 2 }), /groups/],
  ['a probability', () => new nn.Dropout(1.5), /Dropout/, /1\.5/],
  [
    'a reduction',
    () => new nn.MSELoss({ reduction: fromBrokenTypes('median') })(zeros([1]), zeros([1])),
    /median/,
    /mean/,
  ],
  ['heads that do not divide', () => new nn.MultiheadAttention(10, 3), /10/, /3/],
  [
    'a padding mode',
    () => new nn.Conv2d(1, 1, 3, { paddingMode: fromBrokenTypes('mirror') }),
    /mirror/,
    /reflect/,
  ],
  [
    'cutoffs',
    () => new nn.AdaptiveLogSoftmaxWithLoss(8, 10, [5, 4]),
    /cutoffs/,
    /\[5, 4\]/,
    /nClasses = 10/,
  ],
  [
    'a parametrized name',
    () => nn.utils.parametrizations.weightNorm(new nn.Linear(2, 2), { name: 'wieght' }),
    /'wieght'/,
    /weight, bias/,
  ],
  ['a norm to clip to', () => nn.utils.clipGradNorm_(parameters(), -1), /maxNorm/, /-1/],
  ['a batch size', () => new DataLoader(dataset(), { batchSize: 0 }), /batchSize/, /0/],
  [
    'an empty data set',
    () => new DataLoader(new TensorDataset(zeros([0, 2]), zeros([0]))),
    /0 samples|empty/,
    /at least one/,
  ],
  ['shares that are no whole', () => randomSplit(dataset(), [0.9, 0.9]), /0\.9/],
]);
