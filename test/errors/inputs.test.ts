/** Tensors of a wrong type, what is no tensor, and places that are not there. */
import '../tensor/cpu.js';
import { dataset, errorsOf, leaf, Net } from './errors-of.js';
import { einsum, fromBrokenTypes, nn, ones, optim, tensor, where, zeros } from './subjects.js';

errorsOf('types', [
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
]);

errorsOf('inputs', [
  [
    'an einsum of more tensors than it names',
    () => einsum('ij', zeros([2, 2]), zeros([2])),
    /1 tensors, got 2/,
  ],
  ['an einsum that is none', () => einsum('i1->i', zeros([2, 2])), /not understood at 'i1'/],
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
    'a text in the place of the highest rate',
    () =>
      new optim.lrScheduler.OneCycleLR(
        new optim.SGD([new nn.Parameter(zeros([2]))], { lr: 0.1, momentum: 0.9 }),
        fromBrokenTypes<number>('high'),
      ),
    /OneCycleLR: maxLr must be a number above 0, got high/,
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
]);

errorsOf('places', [
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
]);
