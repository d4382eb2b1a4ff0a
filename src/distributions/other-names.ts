/** PyTorch's names of distributions that are others here: what to write instead. */
import { teachOtherNames } from '../other-names.js';
import { Distribution } from './distribution.js';

teachOtherNames(Distribution, {
  alsoHere: ['logProb', 'batchShape', 'eventShape', 'scaleTril', 'covarianceMatrix'],
  advice: {
    sample_n: 'it is sample([n]) here.',
    has_rsample: 'rsample() says so by an error where there is none.',
    arg_constraints: 'parameters are checked when they are given.',
  },
});
