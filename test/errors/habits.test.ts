/** Habits of Python, and slips of JavaScript. */
import '../tensor/cpu.js';
import { errorsOf, leaf } from './errors-of.js';
import {
  DataLoader,
  fromBrokenTypes,
  nn,
  ones,
  optim,
  save,
  type Tensor,
  zeros,
} from './subjects.js';

errorsOf('habits', [
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
]);
