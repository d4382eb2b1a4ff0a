/**
 * Every module starts with PyTorch's weights and gives PyTorch's results, gradients of inputs and
 * parameters, buffers and results in eval mode. Cases: cases/, figures: make-case-goldens.py.
 */
import { goldensOf, namedCases } from './cases.js';
import { checkModule, runModule } from './check-module.js';
import { describeEach } from './each-backend.js';
import { itEach } from './it-each.js';

for (const table of ['modules', 'recurrent', 'losses', 'parametrized']) {
  const goldens = goldensOf(table);
  describeEach(`As in PyTorch: ${table}`, () => {
    itEach(
      namedCases(table),
      (given) => runModule(given),
      (run, _given, name) => checkModule(run, goldens[name]),
    );
  });
}
