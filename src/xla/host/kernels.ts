/**
 * The kernels that run on the host, by TensorFlow.js's own CPU backend, and why. Each reads its inputs, which
 * runs what is pending, and its results are copied to the device; so none can stand in a compiled loop.
 */

/** Why a kernel has no program on the device. */
export type Reason =
  /** The shape of its result depends on the values of its inputs, and a program's shapes are fixed. */
  | 'shape by values'
  /** TensorFlow.js promises an error for wrong values, which a program cannot raise. */
  | 'checks values'
  /** Strings have no form on a device. */
  | 'strings'
  /** It draws from the host's random numbers, so that every backend gives the same. */
  | 'random';

export const hostKernels: Readonly<Record<string, Reason>> = {
  Bincount: 'checks values',
  BroadcastArgs: 'checks values',
  DenseBincount: 'checks values',
  Multinomial: 'random',
  NonMaxSuppressionV3: 'shape by values',
  NonMaxSuppressionV4: 'shape by values',
  NonMaxSuppressionV5: 'shape by values',
  RaggedGather: 'shape by values',
  RaggedRange: 'shape by values',
  RaggedTensorToTensor: 'shape by values',
  SparseFillEmptyRows: 'shape by values',
  SparseReshape: 'checks values',
  SparseSegmentMean: 'shape by values',
  SparseSegmentSum: 'shape by values',
  SparseToDense: 'checks values',
  StaticRegexReplace: 'strings',
  StringNGrams: 'strings',
  StringSplit: 'strings',
  StringToHashBucketFast: 'strings',
  Unique: 'shape by values',
};
