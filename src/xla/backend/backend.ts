/** TensorFlow.js's view of the engine: data by id, reference counts, reading and writing. */
import {
  type BackendTimingInfo,
  type BackendValues,
  type DataId,
  type DataType,
  engine,
  KernelBackend,
  keep,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { dataType, elementType, isDeviceDataType } from '../graph/element-type.js';
import type { Node } from '../graph/node.js';
import { sameShape } from '../graph/shape.js';
import { cast, reshape, widened } from '../kernels/kernel.js';
import { type TensorData, XlaDataId } from './data-id.js';
import { DeviceTypeError } from './errors.js';
import type { Executor } from './executor.js';
import { hostArray } from './host-values.js';

export const BACKEND_NAME = 'xla';

export class XlaBackend extends KernelBackend {
  /** Of data that another backend had before. */
  readonly #moved = new Map<DataId, TensorData>();
  #dataIds = 0;

  constructor(readonly executor: Executor) {
    super();
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = new XlaDataId();
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    if (!isDeviceDataType(dtype)) {
      this.#put(dataId, { kind: 'host', values, dtype, refCount });
      return;
    }
    const node = this.executor.leaf(hostArray(values, dtype), elementType(dtype), shape);
    this.#stand(dataId, node, refCount);
  }

  /** A tensor info for a node that no other tensor stands for. */
  info(node: Node): TensorInfo {
    const dataId = new XlaDataId();
    this.#stand(dataId, node, 1);
    return { dataId, shape: [...node.shape], dtype: dataType(node.type) };
  }

  /** A new tensor for a node that no other tensor stands for. */
  tensor(node: Node): Tensor {
    return engine().makeTensorFromTensorInfo(this.info(node), this);
  }

  /** A tensor for a node, whether or not others stand for it; no scope of TensorFlow.js disposes it. */
  hold(node: Node): Tensor {
    const { dataId } = node;
    if (dataId === undefined) return keep(this.tensor(node));
    const shared = this.share({ dataId, shape: [], dtype: dataType(node.type) }, [...node.shape]);
    return keep(engine().makeTensorFromTensorInfo(shared, this));
  }

  /** One more tensor for the data of `info`, seen in another shape. */
  share(info: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape, dtype: info.dtype };
  }

  /** The node to compute with for a tensor: in the shape it is seen in, bytes as int32, half precision as float32. */
  nodeOf(info: TensorInfo): Node {
    return widened(this.narrowNodeOf(info));
  }

  /** As {@link nodeOf}, with half precision as it is. */
  narrowNodeOf(info: TensorInfo): Node {
    const node = this.dataNode(info);
    const wide = node.type === 'ui8' ? cast(node, 'i32') : node;
    return sameShape(wide.shape, info.shape) ? wide : reshape(wide, info.shape);
  }

  /** The node that holds a tensor's data, whatever its shape. @throws DeviceTypeError for strings */
  dataNode(info: { dataId: DataId }): Node {
    const data = this.#get(info.dataId);
    if (data.kind === 'host') throw new DeviceTypeError(data.dtype);
    return data.node;
  }

  override readSync(dataId: DataId): BackendValues {
    const data = this.#get(dataId);
    return data.kind === 'host' ? data.values : this.executor.readSync(data.node);
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    const data = this.#get(dataId);
    return data.kind === 'host' ? data.values : this.executor.read(data.node);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const data = this.#find(dataId);
    if (!data) return true;
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    this.#remove(dataId);
    if (data.kind === 'node') {
      data.node.dataId = undefined;
      this.executor.release(data.node);
    }
    return true;
  }

  override refCount(dataId: DataId): number {
    return this.#find(dataId)?.refCount ?? 0;
  }

  override incRef(dataId: DataId): void {
    this.#get(dataId).refCount++;
  }

  override numDataIds(): number {
    return this.#dataIds;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return true;
  }

  /** Milliseconds for what `run` appends to be compiled (if new) and dispatched. */
  override async time(run: () => void): Promise<BackendTimingInfo> {
    this.executor.flush();
    const start = performance.now();
    run();
    this.executor.flush();
    return { kernelMs: performance.now() - start };
  }

  override dispose(): void {
    this.executor.flush();
  }

  /** @throws when no backend has the data. */
  #get(dataId: DataId): TensorData {
    const data = this.#find(dataId);
    if (data) return data;
    // A tensor of another backend: TensorFlow.js moves it here.
    engine().moveData(this, dataId);
    return this.#find(dataId) ?? missing();
  }

  #find(dataId: DataId): TensorData | undefined {
    return dataId instanceof XlaDataId ? dataId.data : this.#moved.get(dataId);
  }

  #put(dataId: DataId, data: TensorData): void {
    this.#dataIds++;
    if (dataId instanceof XlaDataId) dataId.data = data;
    else this.#moved.set(dataId, data);
  }

  #remove(dataId: DataId): void {
    this.#dataIds--;
    if (dataId instanceof XlaDataId) dataId.data = undefined;
    else this.#moved.delete(dataId);
  }

  #stand(dataId: DataId, node: Node, refCount: number): void {
    this.executor.acquire(node);
    node.dataId = dataId;
    this.#put(dataId, { kind: 'node', node, dtype: dataType(node.type), refCount });
  }
}

function missing(): never {
  throw new Error('This data id belongs to no tensor of TensorFlow.js.');
}
