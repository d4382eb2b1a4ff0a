/** All kernels, by the names of TensorFlow.js. */
import { binaryKernels } from './binary.js';
import { convolutionKernels } from './convolution.js';
import { creationKernels } from './creation.js';
import { indexingKernels } from './indexing.js';
import type { KernelTable } from './kernel.js';
import { matmulKernels } from './matmul.js';
import { normalizationKernels } from './normalization.js';
import { poolingKernels } from './pooling.js';
import { reductionKernels } from './reduction.js';
import { shapeKernels } from './shape-kernels.js';
import { unaryKernels } from './unary.js';

export const kernels: KernelTable = {
  ...unaryKernels,
  ...binaryKernels,
  ...reductionKernels,
  ...matmulKernels,
  ...shapeKernels,
  ...indexingKernels,
  ...creationKernels,
  ...convolutionKernels,
  ...poolingKernels,
  ...normalizationKernels,
};
