/** What goes wrong from the first gradient to the saved weights. */
import '../tensor/cpu.js';
import { dataset, errorsOf, leaf } from './errors-of.js';
import {
  DataLoader,
  evaluate,
  fit,
  fitMany,
  fromBrokenTypes,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  save,
  type Tensor,
  TensorDataset,
  zeros,
} from './subjects.js';

const loader = () => new DataLoader(dataset(), { batchSize: 4, shuffle: true });
const options = (net: nn.Module) => ({
  epochs: 1,
  optimizer: new optim.SGD(net.parameters(), { lr: 0.1 }),
  criterion: new nn.CrossEntropyLoss(),
  callbacks: [],
});

/** @param changes of options, some as no type would let them through */
function fitWith(changes: object) {
  const net = new nn.Linear(4, 2);
  return fit(net, loader(), { ...options(net), ...changes });
}

errorsOf('gradients', [
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
]);

errorsOf('runs', [
  [
    'metrics by name',
    () => fitWith({ metrics: ['accuracy'] }),
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
    () => fitWith({ criterion: nn.MSELoss }),
    /criterion is a class; make one of it, as in \{ criterion: new nn\.CrossEntropyLoss\(\) \}/,
  ],
  [
    'a list to validate on',
    () => fitWith({ validation: [1] }),
    /validation must be a DataLoader, got \[1\]/,
  ],
  [
    'one callback, not a list',
    () => fitWith({ callbacks: {} }),
    /callbacks must be a list, as in \{ callbacks: \[progress\(\)/,
  ],
  [
    'a mistyped method of a callback',
    () => fitWith({ callbacks: [{ onEpochend: () => {} }] }),
    /a callback has no 'onEpochend'\. Did you mean 'onEpochEnd'\?/,
  ],
  [
    'a mistyped option of checkpoints',
    () => fitWith({ checkpoints: { foldr: 'a' } }),
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
    () => fitWith({ scheduler: 3 }),
    /scheduler must be one, as new optim\.lrScheduler\.StepLR\(optimizer, 2\), got 3/,
  ],
  [
    'a mistyped option that is required',
    () => {
      const { epochs, ...rest } = options(new nn.Linear(4, 2));
      return fit(new nn.Linear(4, 2), loader(), fromBrokenTypes({ ...rest, epoch: epochs }));
    },
    /there is no option 'epoch'\. Did you mean 'epochs'\?/,
  ],
  ['an option of fit', () => fitWith({ epoch: 3 }), /no option 'epoch'/, /Did you mean 'epochs'\?/],
  ['no optimizer', () => fitWith({ optimizer: undefined }), /pass an optimizer/],
  ['no epochs', () => fitWith({ epochs: 0 }), /epochs must be a whole number above 0, got 0/],
  ['no criterion', () => fitWith({ criterion: undefined }), /pass a criterion/],
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
]);

errorsOf('states', [
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
]);
