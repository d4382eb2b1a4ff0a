/** Data: datasets, transforms, batches, downloads. */
export { type Batch, collate } from './collate.js';
export { Dataset, type Sample } from './dataset.js';
export { type DownloadOptions, type DownloadProgress, download } from './download/index.js';
export { EpochOrder } from './epoch-order.js';
export { DataFormatError, DatasetError, DownloadError, TransformError } from './errors.js';
export * from './images/index.js';
export { DataLoader } from './loader.js';
export type { DataLoaderOptions } from './loader-options.js';
export { ImageDataset } from './mnist/image-dataset.js';
export { FashionMNIST, KMNIST, type LoadOptions, MNIST } from './mnist/mnist.js';
export { overlap } from './overlap.js';
export { type OnError, SampleError } from './reading/index.js';
export type { ResidentData } from './resident-data.js';
export * from './samplers/index.js';
export { type RandomSplitOptions, randomSplit, Subset } from './subset.js';
export { TensorDataset } from './tensor-dataset.js';
export * as transforms from './transforms/index.js';
