/**
 * Recurrent layers as `device()` has them computed, by the kernels that only the engine has: with PyTorch's results and
 * gradients, as modules.test.ts asks of them step by step.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { take } from '../../src/device/index.js';
import * as nn from '../../src/nn/index.js';
import { zeros } from '../../src/tensor/index.js';
import { casesOf, goldensOf } from './cases.js';
import { checkModule, runModule } from './check-module.js';

/** Of each kind and each thing that a kernel does otherwise: the rest differs outside of kernels. */
const CASES: readonly string[] = [
  ...['RNN deep', 'RNN relu', 'LSTM deep', 'GRU deep', 'GRU state'],
  ...['LSTM packed state', 'GRU packed', 'LSTM projections packed'],
];

before(() => take('cpu'));

describe('As in PyTorch: recurrent kernels', () => {
  const goldens = goldensOf('recurrent');
  for (const given of casesOf('recurrent')) {
    const name = given.case ?? given.name;
    if (!CASES.includes(name)) continue;
    it(name, () => checkModule(runModule(given), goldens[name]));
  }

  it('are what computes here', () => {
    const lstm = new nn.LSTM(2, 3);
    const [output] = lstm(zeros([4, 1, 2]));
    assert.match(String(output.gradFn?.name), /^Lstm/);
  });
});
