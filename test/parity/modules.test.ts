/**
 * Every module starts with PyTorch's weights and gives PyTorch's results, gradients of inputs and
 * parameters, buffers and results in eval mode. Cases: cases/, figures: make-case-goldens.py.
 */
import { it } from 'node:test';
import { casesOf, goldensOf } from './cases.js';
import { checkModule } from './check-module.js';
import { describeEach } from './each-backend.js';

for (const table of ['modules', 'recurrent', 'losses', 'parametrized']) {
  const goldens = goldensOf(table);
  describeEach(`As in PyTorch: ${table}`, () => {
    for (const given of casesOf(table)) {
      const name = given.case ?? given.name;
      it(name, () => checkModule(given, goldens[name]));
    }
  });
}
