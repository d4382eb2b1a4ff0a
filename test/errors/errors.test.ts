/**
 * Errors that people meet, each read as the person at the notebook reads it: what was wrong, where, what came, what was
 * expected, what to do.
 */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bernoulli,
  cat,
  DataLoader,
  distributions,
  einsum,
  evaluate,
  fit,
  fitMany,
  fromBrokenTypes,
  nn,
  noGrad,
  ones,
  optim,
  randint,
  randn,
  randomSplit,
  save,
  stack,
  stft,
  type Tensor,
  TensorDataset,
  tensor,
  where,
  zeros,
} from './subjects.js';

type Case = readonly [what: string, action: () => unknown, ...says: RegExp[]];

class Net extends nn.Module {
  features = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU());
  head = new nn.Linear(fromBrokenTypes<number>(9), 2);
  forward(x: Tensor): Tensor {
    return this.head(this.features(x));
  }
}

const parameters = () => new nn.Linear(2, 2).parameters();
const dataset = () => new TensorDataset(randn([8, 4]), randint(0, 2, [8]));
const loader = () => new DataLoader(dataset(), { batchSize: 4, shuffle: true });
const options = (net: nn.Module) => ({
  epochs: 1,
  optimizer: new optim.SGD(net.parameters(), { lr: 0.1 }),
  criterion: new nn.CrossEntropyLoss(),
  callbacks: [],
});
const leaf = () => ones([2]).requiresGrad_();

const shapes: Case[] = [
  [
    'groups that channels cannot be dealt out to',
    () => nn.functional.groupNorm(zeros([2, 7, 4]), 2),
    /groupNorm got an input of shape \[2, 7, 4\].*\n.*channels divisible by numGroups, 2/,
  ],
  ['numbers joined', () => cat([tensor(1), tensor(2)]), /cat: .* without dimensions.*Use stack/],
  ['parts of a number', () => tensor(1).unbind(), /unbind: .*no parts. item\(\) gives its number/],
  [
    'the trace of a batch',
    () => zeros([3, 4, 5]).trace(),
    /trace: it takes a matrix, got shape \[3, 4, 5\]/,
  ],
  [
    'other rows to search in',
    () => zeros([2, 3]).searchsorted(zeros([2])),
    /searchsorted: shapes are \[2, 3\] and \[2\]/,
  ],
  [
    'a transposed convolution of which nothing is left',
    () => new nn.ConvTranspose2d(2, 2, 1, { padding: 1 })(zeros([1, 2, 2, 5])),
    /convTranspose2d got an input of shape \[1, 2, 2, 5\] and a kernel of 1 x 1/,
    /nothing is left of the output: 0 x 3/,
  ],
  [
    'one pixel to normalize',
    () => new nn.InstanceNorm2d(3)(zeros([2, 3, 1, 1])),
    /InstanceNorm2d\(3\) got an input of shape \[2, 3, 1, 1\]/,
    /more than one value in a channel of a sample/,
  ],
  [
    'attention over what does not fit together',
    () => new nn.MultiheadAttention(4, 2)(zeros([2, 3, 4]), zeros([5, 3, 6]), zeros([5, 3, 4])),
    /MultiheadAttention\(4, 2\) got a query, key and value of shapes \[2, 3, 4\], \[5, 3, 6\] and \[5, 3, 4\]/,
    /They must be \[L, batch, 4\], \[S, batch, 4\] and \[S, batch, 4\], or all without the batch/,
  ],
  [
    'channels that no pixels can be made of',
    () => new nn.PixelShuffle(2)(zeros([1, 6, 2, 2])),
    /pixelShuffle got an input of shape \[1, 6, 2, 2\].*\n.*\n.*with channels divisible by 4/,
  ],
  [
    'slopes for other channels',
    () => new nn.PReLU({ numParameters: 3 })(zeros([2, 4])),
    /there are 3 slopes for the 4 channels, dimension 1, of an input of shape \[2, 4\]/,
  ],
  [
    'two inputs of different batches',
    () => new nn.Bilinear(2, 3, 1)(zeros([2, 2]), zeros([4, 3])),
    /inputs of shapes \[2, 2\] and \[4, 3\].*\n.*\n.*alike up to their last dimensions, which must be 2 and 3/,
  ],
  [
    'weights for other classes',
    () => new nn.CrossEntropyLoss({ weight: ones([4]) })(zeros([2, 3]), zeros([2], 'int32')),
    /CrossEntropyLoss: weight must have a number for each of the 3 classes, \[3\], got \[4\]/,
  ],
  [
    'the largest of nothing',
    () => zeros([0, 3]).max(0),
    /max: there are no elements to choose from in a tensor of shape \[0, 3\]/,
  ],
  [
    'images that nobody flattened',
    () =>
      new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.Linear(fromBrokenTypes<number>(16), 2))(
        zeros([2, 1, 4, 4]),
      ),
    /at model\.1, called from Sequential\.forward/,
    /All 3 dimensions behind the batch make that: flatten them first, by nn\.Flatten/,
  ],
  [
    'images with the channels last',
    () => new nn.Conv2d(3, 8, 3)(zeros([2, 32, 32, 3])),
    /Conv2d\(3, 8, 3x3\) got an input of shape \[2, 32, 32, 3\]/,
    /The channels seem to be last: x\.permute\(0, 3, 1, 2\)/,
  ],
  [
    'one-hot rows of whole numbers',
    () =>
      nn.functional.crossEntropy(
        zeros([2, 3]),
        tensor(
          [
            [0, 1, 0],
            [1, 0, 0],
          ],
          'int32',
        ),
      ),
    /target of shape \[2, 3\]/,
    /One-hot rows become numbers by target\.argmax\(1\)/,
  ],
  [
    'labels in a column',
    () => nn.functional.crossEntropy(zeros([2, 3]), zeros([2, 1], 'int32')),
    /target\.squeeze\(-1\) is/,
  ],
  [
    'outputs in a column',
    () => nn.functional.mseLoss(zeros([3, 1]), zeros([3])),
    /MSELoss got an input of shape \[3, 1\] and a target of shape \[3\]/,
    /target\.unsqueeze\(-1\) is, or input\.squeeze\(-1\)/,
  ],
  [
    'going through a number',
    () => [...tensor(3)],
    /A tensor without dimensions has no parts/,
    /x\.item\(\)/,
  ],
  ['half of three', () => nn.functional.glu(zeros([3])), /glu: .*has 3 elements; it must be even/],
  [
    'a layer norm as a function',
    () => nn.functional.layerNorm(zeros([2, 3]), [4]),
    /layerNorm got an input of shape \[2, 3\]/,
    /last dimensions must be \[4\]/,
  ],
  [
    'vectors for a vector product',
    () => zeros([4]).cross(zeros([4])),
    /cross: shapes are \[4\] and \[4\]/,
    /a dimension of size 3/,
  ],
  [
    'distances of no rows',
    () => nn.functional.pdist(zeros([3])),
    /pdist: it takes a matrix, got \[3\]/,
  ],
  [
    'windows that do not fit',
    () => nn.functional.fractionalMaxPool2d(zeros([1, 1, 4, 4]), 3, { outputSize: 3 }),
    /fractionalMaxPool2d got an input of shape \[1, 1, 4, 4\] for 3 x 3 windows of 3 x 3/,
  ],
  [
    'a layer within a model',
    () => new Net()(zeros([3, 4])),
    /Linear\(9, 2\) got an input of shape \[3, 8\]/,
    /at model\.head, called from Net\.forward/,
    /inFeatures = 9/,
    /should give 9 features or this one should take 8/,
  ],
  [
    'an image for a Linear',
    () => new nn.Linear(784, 10)(zeros([64, 28, 28])),
    /\[64, 28, 28\]/,
    /inFeatures = 784/,
  ],
  [
    'channels of a convolution',
    () => new nn.Conv2d(3, 8, 3)(zeros([1, 1, 8, 8])),
    /Conv2d\(3, 8/,
    /\[1, 1, 8, 8\]/,
    /\[batch, 3 channels, height, width\]/,
  ],
  [
    'channels last',
    () => new nn.Conv2d(3, 8, 3)(zeros([1, 8, 8, 3])),
    /\[1, 8, 8, 3\]/,
    /channels/i,
  ],
  [
    'an image smaller than the kernel',
    () => new nn.Conv2d(1, 1, 5)(zeros([1, 1, 3, 3])),
    /\[1, 1, 3, 3\]/,
    /5 x 5/,
  ],
  [
    'a batch norm of other features',
    () => new nn.BatchNorm1d(4)(zeros([2, 5])),
    /BatchNorm1d\(4\)/,
    /\[2, 5\]/,
    /numFeatures = 4/,
  ],
  [
    'a batch norm of another rank',
    () => new nn.BatchNorm2d(4)(zeros([2, 4])),
    /\[2, 4\]/,
    /4 dimensions/,
  ],
  [
    'a batch of one in batch norm',
    () => new nn.BatchNorm1d(4)(zeros([1, 4])),
    /more than one value/,
    /eval\(\)/,
  ],
  ['a layer norm', () => new nn.LayerNorm(4)(zeros([2, 5])), /LayerNorm/, /\[2, 5\]/],
  ['a recurrent layer', () => new nn.LSTM(4, 8)(zeros([5, 2, 3])), /LSTM/, /\[5, 2, 3\]/, /4/],
  [
    'matrices',
    () => zeros([2, 3]).matmul(zeros([4, 5])),
    /matmul: shapes \[2, 3\] and \[4, 5\]/,
    /inner dimensions 3 and 4/,
  ],
  ['vectors', () => zeros([2]).matmul(zeros([3])), /\[2\] and \[3\]/, /equally long/],
  [
    'sums',
    () => zeros([2, 3]).add(zeros([2, 4])),
    /add: shapes \[2, 3\] and \[2, 4\]/,
    /dimension -1 is 3 in one and 4 in the other/,
  ],
  [
    'a reshape',
    () => zeros([2, 3]).reshape([4, -1]),
    /reshape: shape \[4, -1\]/,
    /\[2, 3\]/,
    /6 elements/,
  ],
  ['joining', () => cat([zeros([2, 3]), zeros([2, 4])]), /cat/, /\[2, 3\]/, /\[2, 4\]/],
  ['joining nothing', () => cat([]), /nothing to join/, /at least one/],
  ['stacking', () => stack([zeros([2]), zeros([3])]), /stack/, /\[2\]/, /\[3\]/],
  ['nested lists', () => tensor([[1, 2], [3]]), /tensor/, /length|differ/],
  [
    'sizes that are no numbers',
    () => zeros(fromBrokenTypes<number>('2')),
    /must be whole numbers, as in zeros\(\[2, 3\]\), got the text '2'/,
  ],
  [
    'a tensor as a size',
    () => fromBrokenTypes(zeros([6])).reshape(zeros([2]), 3),
    /must be whole numbers, as in reshape\(\[2, 3\]\), got a Tensor/,
  ],
  ['a negative size', () => zeros([2, -3]), /\[2, -3\] is no shape/, /0 or more/],
  ['item of many', () => zeros([2, 2]).item(), /\[2, 2\] has 4 elements/, /mean\(\)/],
  [
    'einsum sizes',
    () => einsum('ij,jk->ik', zeros([2, 3]), zeros([4, 5])),
    /'ij,jk->ik'/,
    /'j' is 3 in one tensor and 4/,
  ],
  [
    'einsum ranks',
    () => einsum('ij->ji', zeros([2, 3, 4])),
    /'ij' names 2 dimensions/,
    /\[2, 3, 4\]/,
  ],
  [
    'targets of a loss',
    () => new nn.CrossEntropyLoss()(zeros([4, 3]), zeros([5], 'int32')),
    /CrossEntropyLoss/,
    /\[4, 3\]/,
    /\[5\]/,
    /here \[4\]/,
  ],
  [
    'one-hot labels in int',
    () => new nn.CrossEntropyLoss()(zeros([4, 3]), zeros([4, 3], 'int32')),
    /\[4, 3\]/,
    /class numbers/,
  ],
  [
    'tensors of different lengths',
    () => new TensorDataset(zeros([3, 2]), zeros([4])),
    /\[3,2\]|\[3, 2\]/,
    /same first dimension/,
  ],
  [
    'a vector for parameters',
    () => nn.utils.vectorToParameters(zeros([3]), parameters()),
    /\[3\]/,
    /6 values/,
    /parametersToVector/,
  ],
];

const types: Case[] = [
  ['classes as floats', () => nn.functional.oneHot(zeros([2])), /oneHot/, /float32/, /int\(\)/],
  [
    'numbers of rows as floats',
    () => zeros([4]).indexSelect(0, zeros([1])),
    /indexSelect/,
    /int\(\)/,
  ],
  [
    'labels as floats',
    () => new nn.CrossEntropyLoss()(zeros([4, 3]), zeros([4])),
    /CrossEntropyLoss/,
    /int32, got float32/,
    /int\(\)/,
  ],
  [
    'indices as floats',
    () => new nn.Embedding(5, 2)(zeros([3])),
    /Embedding|embedding/,
    /float32/,
    /int/,
  ],
  ['a gradient of integers', () => zeros([2], 'int32').requiresGrad_(), /int32/, /float\(\)/],
  [
    'text in a tensor',
    () => tensor(fromBrokenTypes<number[]>(['a'])),
    /numbers or truth values, got a/,
  ],
  [
    "PyTorch's int64",
    () => zeros([2], fromBrokenTypes<'int32'>('int64')),
    /no type 'int64'/,
    /use 'int32'/,
  ],
  [
    'numbers of double precision',
    () => ones([2]).to(fromBrokenTypes('float64')),
    /no type 'float64'/,
    /use 'float32'/,
  ],
  [
    'a tensor on another kind of device',
    () => ones([2]).to('cuda:0'),
    /to: there is no device 'cuda:0' here, but cpu-js/,
    /await device\('cuda:0'\)/,
  ],
  [
    'a model on another kind of device',
    () => new Net().to('cuda'),
    /Net\.to: there is no device 'cuda' here/,
    /await device\('cuda'\)/,
  ],
  ['a fraction into an int tensor', () => zeros([2], 'int32').add_(0.5), /float32/, /int32/],
  [
    'steps that never arrive',
    () => optim && einsum('ij', zeros([2, 2]), zeros([2])),
    /1 tensors, got 2/,
  ],
  ['an einsum that is none', () => einsum('i1->i', zeros([2, 2])), /not understood at 'i1'/],
];

const inputs: Case[] = [
  [
    'a model without forward',
    () => fromBrokenTypes(new (class Plain extends fromBrokenTypes(nn.Module) {})())(zeros([2])),
    /Plain: it has no method forward\(x\)/,
  ],
  [
    'options of backward in the place of the gradient',
    () =>
      leaf()
        .sum()
        .backward(fromBrokenTypes({ retainGraph: true })),
    /gradient must be a tensor, got \{ retainGraph \}/,
    /backward\(undefined, \{/,
  ],
  [
    'a hook that is none',
    () => new nn.Linear(2, 2).registerForwardHook(fromBrokenTypes(3)),
    /a hook must be a function, got 3/,
  ],
  [
    'nothing to set',
    () => fromBrokenTypes(zeros([2])).setAt(0),
    /value must be a number or a tensor/,
  ],
  [
    'a mask of real numbers',
    () => where(zeros([2]), zeros([2]), 1),
    /where/,
    /truth values, got float32 \[2\]/,
    /mask\.gt\(0\)/,
  ],
  [
    'options in the place of the highest rate',
    () =>
      new optim.lrScheduler.OneCycleLR(
        new optim.SGD([new nn.Parameter(zeros([2]))], { lr: 0.1, momentum: 0.9 }),
        fromBrokenTypes({ maxLr: 0.1 }),
      ),
    /OneCycleLR: maxLr must be a number above 0, got \{/,
  ],
  [
    'a bound that is no number',
    () => zeros([2]).clamp(fromBrokenTypes('0')),
    /clamp: min must be a number/,
  ],
  [
    'a list for a layer',
    () => new Net()(fromBrokenTypes([[1, 2, 3, 4]])),
    /Linear: the input must be a tensor, got a list of 1/,
    /at model\.features\.0, called from Net\.forward/,
    /tensor\(\[\[1, 2\]\]\)/,
  ],
  ['a number for a layer', () => new nn.Linear(4, 2)(fromBrokenTypes(3)), /tensor, got 3/],
  ['nothing for a layer', () => fromBrokenTypes(new nn.Linear(4, 2))(), /tensor, got nothing/],
  [
    'a list for a sum',
    () => ones([2]).add(fromBrokenTypes([1, 2])),
    /add: the other operand must be a tensor or a number, got \[1,2\]/,
  ],
  [
    'a loss without targets',
    () => fromBrokenTypes(new nn.CrossEntropyLoss())(zeros([4, 3])),
    /CrossEntropyLoss: the target must be a tensor/,
    /criterion\(outputs, targets\)/,
  ],
  [
    'a list of targets',
    () => new nn.MSELoss()(zeros([2]), fromBrokenTypes([0, 1])),
    /MSELoss: the target must be a tensor, got \[0,1\]/,
  ],
  [
    'indices as floats within a model',
    () => new nn.Sequential(new nn.Embedding(5, 2), new nn.Linear(2, 1))(zeros([3])),
    /float32/,
    /at model\.0, called from Sequential\.forward/,
  ],
  [
    'an image without channels',
    () => new nn.Conv2d(1, 8, 3)(zeros([64, 28, 28])),
    /\[64, 28, 28\]/,
    /\[batch, 1 channels, height, width\]/,
  ],
];

const places: Case[] = [
  [
    'a dimension by another name',
    () => zeros([2, 3]).sum(fromBrokenTypes({ dims: 1 })),
    /sum has no option 'dims'\. Did you mean 'dim'\? The options are dim, keepdim/,
  ],
  ['an index of fractions', () => zeros([3]).gather(0, zeros([1])), /gather/, /float32/, /int\(\)/],
  [
    'no parts',
    () => zeros([4]).chunk(0),
    /chunk: chunks must be a whole number of 1 or more, got 0/,
  ],
  [
    'an index',
    () => zeros([2, 3]).at(2),
    /index 2 is out of range for dimension 0 of shape \[2, 3\]/,
  ],
  ['too many indices', () => zeros([2]).at(0, 0), /2 indices are too many for shape \[2\]/],
  ['a dimension', () => zeros([2, 3]).sum(2), /dimension 2 is out of range/, /-2 to 1/],
  ['a step back', () => zeros([4]).at({ step: -1 }), /step/, /flip/],
  [
    'a mask of another shape',
    () => zeros([2, 3]).at(tensor([true, false, true])),
    /mask of shape \[3\]/,
    /\[2, 3\]/,
  ],
  ['narrow', () => zeros([3]).narrow(0, 2, 5), /5 elements from 2/, /\[3\]/],
  ['a sample', () => dataset().get(99), /99/, /8/],
];

const gradients: Case[] = [
  ['backward without a graph', () => zeros([]).backward(), /does not require a gradient/, /noGrad/],
  ['backward under noGrad', () => noGrad(() => leaf().sum()).backward(), /noGrad/],
  ['backward of many', () => leaf().mul(2).backward(), /one element only/, /\[2\]/, /mean\(\)/],
  [
    'backward twice',
    () => {
      const loss = leaf().square().sum();
      loss.backward();
      loss.backward();
    },
    /second|twice|already/i,
    /retainGraph/,
  ],
  [
    'a gradient of another shape',
    () =>
      leaf()
        .mul(2)
        .backward(ones([3])),
    /\[3\]/,
    /\[2\]/,
  ],
  [
    'a leaf in place',
    () => leaf().add_(1),
    /leaf that requires a gradient/,
    /noGrad\(\(\) => x\.add_/,
  ],
  [
    'a value changed in place',
    () => {
      const x = leaf().mul(1);
      const y = x.square().sum();
      noGrad(() => x.add_(1));
      y.backward();
    },
    /changed in place/,
    /version 1/,
  ],
  ['requiresGrad_ off a result', () => leaf().mul(2).requiresGrad_(false), /detach\(\)/],
];

const optionsOf: Case[] = [
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
];

const states: Case[] = [
  [
    'numbers for weights',
    () => new nn.Linear(2, 1).loadStateDict(fromBrokenTypes({ weight: 1, bias: 2 })),
    /weight must be a tensor, got 1/,
  ],
  [
    "a file named as PyTorch's",
    () => save(new nn.Linear(2, 1).stateDict(), 'model.pt'),
    /model\.pt would not be a file of torch\.save/,
    /safetensors\.torch\.load_file/,
  ],
  [
    'weights of another model',
    () => new nn.Linear(3, 2).loadStateDict(new nn.Linear(4, 2).stateDict()),
    /weight has shape \[2, 4\], the module's is \[2, 3\]/,
    /nothing was loaded/,
  ],
  [
    'names of another model',
    () => new nn.Linear(3, 2).loadStateDict({ 'fc.weight': zeros([2, 3]) }),
    /Missing keys: weight, bias/,
    /Unexpected keys: fc\.weight/,
    /strict: false/,
  ],
  ['a file that is none', () => nn.fromSafetensors(new Uint8Array(20)), /safetensors|header/i],
  [
    'an average of another model',
    () =>
      new optim.swaUtils.AveragedModel(new nn.Linear(2, 2)).updateParameters(new nn.Linear(2, 2)),
    /another model/,
  ],
  [
    'a list that is called',
    () => fromBrokenTypes(new nn.ModuleList([new nn.ReLU()]))(zeros([1])),
    /only holds modules/,
    /at\(0\)/,
  ],
];

const runs: Case[] = [
  [
    'metrics by name',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), metrics: fromBrokenTypes(['accuracy']) });
    },
    /metrics must be functions by name/,
    /got \[accuracy\]/,
  ],
  [
    'nothing but model and data',
    () => fromBrokenTypes(fit)(new nn.Linear(4, 2), loader()),
    /third argument must be options, as \{ epochs: 5, optimizer, criterion \}, got undefined/,
  ],
  [
    'a function for a model',
    () =>
      fit(
        fromBrokenTypes((x: Tensor) => x),
        loader(),
        options(new nn.Linear(4, 2)),
      ),
    /the model must be a Module/,
  ],
  [
    'the class of a criterion',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), criterion: fromBrokenTypes(nn.MSELoss) });
    },
    /criterion is a class; make one of it, as in \{ criterion: new nn\.CrossEntropyLoss\(\) \}/,
  ],
  [
    'a list to validate on',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), validation: fromBrokenTypes([1]) });
    },
    /validation must be a DataLoader, got \[1\]/,
  ],
  [
    'one callback, not a list',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), callbacks: fromBrokenTypes({}) });
    },
    /callbacks must be a list, as in \{ callbacks: \[progress\(\)/,
  ],
  [
    'a mistyped method of a callback',
    () => {
      const net = new nn.Linear(4, 2);
      const callback = { onEpochend: () => {} };
      return fit(net, loader(), { ...options(net), callbacks: fromBrokenTypes([callback]) });
    },
    /a callback has no 'onEpochend'\. Did you mean 'onEpochEnd'\?/,
  ],
  [
    'a mistyped option of checkpoints',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), checkpoints: fromBrokenTypes({ foldr: 'a' }) });
    },
    /checkpoints has no option 'foldr'\. Did you mean 'folder'\?/,
  ],
  [
    'a mistyped option for many models',
    () => {
      const net = new nn.Linear(4, 2);
      return fitMany([net], loader(), fromBrokenTypes({ ...options(net), optimisers: [] }));
    },
    /fitMany has no option/,
  ],
  [
    'a scheduler that is none',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), scheduler: fromBrokenTypes(3) });
    },
    /scheduler must be one, as new optim\.lrScheduler\.StepLR\(optimizer, 2\), got 3/,
  ],
  [
    'an option of fit',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), fromBrokenTypes({ ...options(net), epoch: 3 }));
    },
    /no option 'epoch'/,
    /Did you mean 'epochs'\?/,
  ],
  [
    'no optimizer',
    () =>
      fit(
        new nn.Linear(4, 2),
        loader(),
        fromBrokenTypes({ epochs: 1, criterion: new nn.MSELoss() }),
      ),
    /pass an optimizer/,
  ],
  [
    'no epochs',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), { ...options(net), epochs: 0 });
    },
    /epochs must be a whole number above 0, got 0/,
  ],
  [
    'no criterion',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, loader(), fromBrokenTypes({ ...options(net), criterion: undefined }));
    },
    /pass a criterion/,
  ],
  [
    'a loader without batches',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, new DataLoader(dataset(), { batchSize: 9, dropLast: true }), options(net));
    },
    /no batch/,
    /dropLast/,
  ],
  [
    'an optimizer of another model',
    () => fit(new nn.Linear(4, 2), loader(), options(new nn.Linear(4, 2))),
    /none of the parameters of the model/,
    /Make the optimizer anew/,
  ],
  [
    'a model that is frozen',
    () => {
      const net = new nn.Linear(4, 2).requiresGrad_(false);
      return fit(net, loader(), options(net));
    },
    /does no parameter have requiresGrad/,
  ],
  [
    'a list in place of a loader',
    () => {
      const net = new nn.Linear(4, 2);
      return fit(net, fromBrokenTypes([[zeros([2, 4]), zeros([2], 'int32')]]), options(net));
    },
    /must be a DataLoader/,
    /shuffle: true/,
  ],
  [
    'a model that does not fit the data',
    () => {
      const net = new nn.Linear(5, 2);
      return fit(net, loader(), options(net));
    },
    /\[4, 4\]/,
    /inFeatures = 5/,
  ],
  [
    'evaluating what is no classifier',
    () =>
      evaluate(
        new nn.Linear(4, 2),
        new DataLoader(new TensorDataset(randn([4, 4]), randn([4, 2]))),
      ),
    /logits/,
    /int32 labels/,
  ],
];

async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  return assert.fail('nothing was thrown');
}

const language: Case[] = [
  [
    'a sum by an operator',
    () => fromBrokenTypes<number>(ones([2])) + fromBrokenTypes<number>(ones([2])),
    /JavaScript has no operators for tensors/,
    /a\.add\(b\)/,
  ],
  [
    'a sum of losses',
    () => {
      let total = 0;
      total += fromBrokenTypes<number>(ones([2]).mean());
      return total;
    },
    /the number in a loss is loss\.item\(\)/,
  ],
  ['a product by an operator', () => fromBrokenTypes<number>(ones([2])) * 2, /2 \* a a\.mul\(2\)/],
  [
    'a forward without return',
    () => {
      class Forgetful extends nn.Module {
        fc = new nn.Linear(4, 2);
        forward(x: Tensor): Tensor {
          this.fc(x);
          return fromBrokenTypes(undefined);
        }
      }
      return new Forgetful()(zeros([1, 4]));
    },
    /Forgetful: its forward gave nothing/,
    /lack a return/,
  ],
  [
    'layers in an array',
    () => {
      class Hidden extends nn.Module {
        layers = [new nn.Linear(4, 2)];
        forward = (x: Tensor): Tensor => this.layers[0](x);
      }
      return new optim.SGD(new Hidden().parameters(), { lr: 0.1 });
    },
    /layers in a plain array are not seen; nn\.ModuleList holds them/,
  ],
  [
    'a class in place of a layer',
    () => new nn.Sequential(fromBrokenTypes<nn.Module>(nn.ReLU)),
    /item 0 is the class ReLU \(new nn\.ReLU\(\.\.\.\) makes one\)/,
  ],
  [
    'a list of layers',
    () => new nn.Sequential(fromBrokenTypes<nn.Module>([new nn.ReLU()])),
    /item 0 is a list \(\.\.\.list passes its items one by one\)/,
  ],
  [
    'a number as a text',
    () => new nn.Linear(fromBrokenTypes<number>('4'), 2),
    /Linear: inFeatures must be a whole number of 1 or more, got the text '4'/,
  ],
  [
    'a model in place of its parameters',
    () => new optim.Adam(fromBrokenTypes(new nn.Sequential(new nn.Linear(2, 2)))),
    /params must be a list, as net\.parameters\(\), got a Sequential/,
  ],
  [
    'a tensor in place of a list of parameters',
    () => new optim.Adam(fromBrokenTypes(leaf())),
    /params must be a list, as net\.parameters\(\), got a Tensor/,
  ],
  [
    'clipping a model',
    () => nn.utils.clipGradNorm_(fromBrokenTypes(new nn.Sequential(new nn.Linear(2, 2))), 1),
    /parameters must be tensors, as net\.parameters\(\) gives, got a Sequential/,
  ],
  [
    'a state dict that nobody awaited',
    () => new nn.Linear(2, 2).loadStateDict(fromBrokenTypes(Promise.resolve({}))),
    /got a Promise: write await before load/,
  ],
  [
    'the path of a state dict',
    () => new nn.Linear(2, 2).loadStateDict(fromBrokenTypes('a.safetensors')),
    /it takes a state dict, as of await load\('model\.safetensors'\), got a\.safetensors/,
  ],
  [
    'saving a model',
    () => save(fromBrokenTypes(new nn.Linear(2, 2)), 'a.safetensors'),
    /as net\.stateDict\(\) gives it; this is a Linear/,
  ],
  [
    'a typed array in place of a dataset',
    () => new DataLoader(fromBrokenTypes(new Int32Array(3)), { batchSize: 2 }),
    /DataLoader got .* for a dataset/,
    /a class that extends Dataset/,
  ],
  [
    'a mistyped option that is required',
    () => {
      const net = new nn.Linear(4, 2);
      const { epochs, ...rest } = options(net);
      return fit(net, loader(), fromBrokenTypes({ ...rest, epoch: epochs }));
    },
    /there is no option 'epoch'\. Did you mean 'epochs'\?/,
  ],
];

/** What PyTorch spells or does otherwise. */
const unknown = fromBrokenTypes<
  (value: unknown) => Record<string, (...given: unknown[]) => unknown>
>((value: unknown) => value);

const names: Case[] = [
  [
    'a method of tensors in snake_case',
    () => unknown(ones([4])).masked_fill(),
    /Tensor has no masked_fill: it is maskedFill\(\.\.\.\) here, for names are PyTorch's in camelCase/,
  ],
  ['a property in snake_case', () => unknown(ones([4])).grad_fn, /it is gradFn here/],
  [
    'asking for a gradient in snake_case, which would change nothing',
    () => {
      unknown(ones([4])).requires_grad = fromBrokenTypes(true);
    },
    /Tensor has no requires_grad: it is requiresGrad here/,
  ],
  [
    'moving a tensor to the GPU',
    () => unknown(ones([4])).cuda(),
    /Tensor has no cuda: .*`await device\(\)`.* leave it out; x\.to\('cuda:1'\)/,
  ],
  ['values for NumPy', () => unknown(ones([4])).numpy(), /x\.toArray\(\).*x\.dataSync\(\)/],
  ['half precision', () => unknown(ones([4])).half(), /autocast\('bfloat16'/],
  ['double precision', () => unknown(ones([4])).double(), /no float64, x stays float32/],
  ['indexing by brackets', () => unknown(ones([4]))[0], /indexing is x\.at\(0\)/],
  [
    'assigning by brackets',
    () => {
      unknown(ones([4]))[0] = fromBrokenTypes(2);
    },
    /x\.setAt\(0, value\) changes a part/,
  ],
  [
    'a method of modules in snake_case',
    () => unknown(new nn.Linear(2, 2)).state_dict(),
    /Linear has no state_dict: it is stateDict\(\.\.\.\) here/,
  ],
  [
    'a size of a layer in snake_case',
    () => unknown(new nn.Linear(2, 2)).in_features,
    /Linear has no in_features: it is inFeatures here/,
  ],
  ['a model on the GPU', () => unknown(new Net()).cuda(), /Net has no cuda: .*leave it out/],
  [
    'a method of optimizers in snake_case',
    () => unknown(new optim.SGD(parameters())).zero_grad(),
    /SGD has no zero_grad: it is zeroGrad\(\.\.\.\) here/,
  ],
  [
    'the groups of an optimizer in snake_case',
    () => unknown(new optim.Adam(parameters())).param_groups,
    /Adam has no param_groups: it is paramGroups here/,
  ],
  [
    'the rate of a scheduler in snake_case',
    () => unknown(new optim.StepLR(new optim.SGD(parameters()), { stepSize: 1 })).get_last_lr(),
    /StepLR has no get_last_lr: it is getLastLr\(\.\.\.\) here/,
  ],
  [
    'a density in snake_case',
    () => unknown(new distributions.Normal(0, 1)).log_prob(),
    /Normal has no log_prob: it is logProb\(\.\.\.\) here/,
  ],
];

const families = {
  names,
  shapes,
  language,
  types,
  inputs,
  places,
  gradients,
  options: optionsOf,
  states,
  runs,
};
for (const [family, cases] of Object.entries(families)) {
  describe(`Errors of ${family} say what is wrong and what to do`, () => {
    for (const [what, action, ...says] of cases) {
      it(what, async () => {
        const message = await messageOf(action);
        for (const part of says) assert.match(message, part);
        // For people: no internals, no empty places.
        assert.doesNotMatch(message, /\[object|NaN|TODO/);
      });
    }
  });
}

it('a name that is nothing here is one that a class of the person may have', () => {
  class Own extends nn.Module {
    hidden_size = 3;
    in_features: number;
    constructor() {
      super();
      this.in_features = 5;
    }
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  const own = new Own();
  assert.deepEqual([own.hidden_size, own.in_features], [3, 5]);
  Object.assign(own, { kernel_size: 7 });
  assert.equal(Reflect.get(own, 'kernel_size'), 7);
  assert.equal(Reflect.get(own, 'out_features'), undefined);
});
