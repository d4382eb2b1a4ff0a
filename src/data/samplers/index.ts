/** What chooses the samples of an epoch, and their order. */
export { BatchSampler, checkBatchSize } from './batch.js';
export { DistributedSampler, type DistributedSamplerOptions } from './distributed.js';
export { RandomSampler, type RandomSamplerOptions } from './random.js';
export type { BatchSamplerLike, Sampler, Sized } from './sampler.js';
export { SequentialSampler } from './sequential.js';
export { SubsetRandomSampler } from './subset-random.js';
export { WeightedRandomSampler, type WeightedRandomSamplerOptions } from './weighted-random.js';
