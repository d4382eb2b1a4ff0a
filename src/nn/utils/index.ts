/** What modules and gradients are prepared with. PyTorch: `torch.nn.utils`. */
export { fuseConvBnEval, fuseLinearBnEval } from './fusion.js';
export {
  clipGradNorm_,
  clipGradsWithNorm_,
  clipGradValue_,
  getTotalNorm,
  type NormOptions,
} from './gradient-clipping.js';
export {
  type OldSpectralNormOptions,
  type OldWeightNormOptions,
  removeSpectralNorm,
  removeWeightNorm,
  spectralNorm,
  weightNorm,
} from './old-norms.js';
export * as rnn from './packed-sequence.js';
export { parametersToVector, vectorToParameters } from './parameter-vector.js';
export * as parametrizations from './parametrizations.js';
export * as parametrize from './parametrize.js';
