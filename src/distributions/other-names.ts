/** PyTorch's names of distributions that are others here: what to write instead. */
import { teachOtherNames } from '../other-names.js';
import { Distribution } from './distribution.js';
import { Transform } from './transforms/index.js';

teachOtherNames(Distribution, {
  alsoHere: [
    'logProb',
    'batchShape',
    'eventShape',
    'scaleTril',
    'covarianceMatrix',
    'precisionMatrix',
    'covFactor',
    'covDiag',
    'logSurvivalFunction',
    'logCdf',
    'baseDist',
    'totalCount',
    'mixtureDistribution',
    'componentDistribution',
  ],
  advice: {
    sample_n: 'it is sample([n]) here.',
    has_rsample: 'rsample() says so by an error where there is none.',
    arg_constraints: 'parameters are checked when they are given.',
  },
});

teachOtherNames(Transform, {
  advice: {
    domain: 'domainDims says how many dimensions one value has.',
    codomain: 'codomainDims says how many dimensions one result has.',
    with_cache: 'nothing is kept from one call to the next; leave it out.',
  },
});
