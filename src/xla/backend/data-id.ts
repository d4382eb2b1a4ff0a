/** Data ids that carry what is known of their data, which is found faster there than in a map. */
import type { BackendValues, DataType, KernelBackend } from '@tensorflow/tfjs-core';
import type { Node } from '../graph/node.js';

/** What a data id stands for: a node of the graph, or values that only the host knows (strings). */
export type TensorData = { refCount: number; readonly dtype: DataType } & (
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'host'; readonly values: BackendValues }
);

/** What TensorFlow.js's engine knows of data. */
export interface DataInfo {
  backend: KernelBackend;
  bytes: number;
  dtype: DataType;
  shape: number[];
}

/** A data id that this backend made. */
export class XlaDataId {
  /** What it stands for, as long as the data are here. */
  data: TensorData | undefined;
  info: DataInfo | undefined;
}
