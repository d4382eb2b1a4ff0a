/** PyTorch's names in Python's spelling, and what PyTorch does otherwise. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { errorsOf, Net, parameters } from './errors-of.js';
import { distributions, fromBrokenTypes, nn, ones, optim, type Tensor } from './subjects.js';

const unknown = fromBrokenTypes<
  (value: unknown) => Record<string, (...given: unknown[]) => unknown>
>((value: unknown) => value);

errorsOf('names', [
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
]);

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
