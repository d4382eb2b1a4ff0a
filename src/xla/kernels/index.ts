/** All kernels, by the names of TensorFlow.js. */

import { binaryKernels } from './binary.js';
import { blockKernels } from './blocks.js';
import { complexKernels } from './complex.js';
import { convolutionKernels } from './convolution.js';
import { convolution3dKernels } from './convolution-3d.js';
import { creationKernels } from './creation.js';
import { depthwiseKernels } from './depthwise.js';
import { dilationKernels } from './dilation.js';
import { einsumKernels } from './einsum.js';
import { halfPrecisionKernels } from './half-precision.js';
import { indexingKernels } from './indexing.js';
import type { KernelTable } from './kernel.js';
import { localResponseKernels } from './local-response.js';
import { matmulKernels } from './matmul.js';
import { normalizationKernels } from './normalization.js';
import { poolingKernels } from './pooling.js';
import { pooling3dKernels } from './pooling-3d.js';
import { poolingPositionKernels } from './pooling-positions.js';
import { recurrentKernels } from './recurrent/index.js';
import { reductionKernels } from './reduction.js';
import { resamplingKernels } from './resampling.js';
import { resizeKernels } from './resize.js';
import { searchKernels } from './search.js';
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
  ...complexKernels,
  ...depthwiseKernels,
  ...convolution3dKernels,
  ...pooling3dKernels,
  ...poolingPositionKernels,
  ...resizeKernels,
  ...resamplingKernels,
  ...blockKernels,
  ...dilationKernels,
  ...localResponseKernels,
  ...einsumKernels,
  ...searchKernels,
  ...halfPrecisionKernels,
  ...recurrentKernels,
};
