/** Data: datasets, transforms, batches, downloads. */
export {
  type Checksum,
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
  download,
  type MirrorFailure,
} from '../download/index.js';
export { ChainDataset } from './chain-dataset.js';
export { CIFAR10, CIFAR100 } from './cifar/cifar.js';
export { type Batch, collate } from './collate.js';
export { ConcatDataset } from './concat-dataset.js';
export { Dataset, type Sample, type SampleValue } from './dataset.js';
export { EpochOrder } from './epoch-order.js';
export { DataFormatError, DatasetError, TransformError } from './errors.js';
export { ImageDataset, type ImageDatasetOptions, type LabelledImages } from './image-dataset.js';
export * from './images/index.js';
export { IterableDataset } from './iterable-dataset.js';
export type { LoadArguments, LoadOptions } from './load-options.js';
export { DataLoader } from './loader.js';
export type { DataLoaderOptions } from './loader-options.js';
export { EMNIST, type EmnistOptions, type EmnistSplit } from './mnist/emnist.js';
export { FashionMNIST, KMNIST, MNIST } from './mnist/mnist.js';
export { NpzDataset, type NpzOptions } from './npz-dataset.js';
export { overlap } from './overlap.js';
export { type OnError, SampleError } from './reading/index.js';
export type { ResidentData } from './resident-data.js';
export * from './samplers/index.js';
export { StackDataset } from './stack-dataset.js';
export { type RandomSplitOptions, randomSplit, Subset } from './subset.js';
export * from './tables/index.js';
export { TensorDataset } from './tensor-dataset.js';
export * as transforms from './transforms/index.js';
export { WorkerDataset } from './worker-dataset.js';
