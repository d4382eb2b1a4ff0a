/**
 * TensorFlow.js's engine takes longer to keep its books about a kernel than this backend to run it. Here the same books
 * are kept with fewer closures, sets and weak maps, for kernels of this backend that no tape, profile or test watches;
 * else TensorFlow.js's own code runs.
 */
import {
  type engine,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  Tensor,
  type TensorContainer,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend.js';
import { type DataInfo, XlaDataId } from './data-id.js';

type Engine = ReturnType<typeof engine>;

export function lighten(engine: Engine): void {
  const { runKernel, endScope } = engine;

  engine.runKernel = <Out extends Tensor | Tensor[]>(
    name: string,
    inputs: NamedTensorMap,
    attrs?: NamedAttrMap,
  ): Out => {
    const kernel = isWatched(engine) ? undefined : getKernel(name, BACKEND_NAME);
    if (!kernel) return runKernel.call(engine, name, inputs, attrs) as Out;
    const { backend } = engine;
    const result = kernel.kernelFunc({ inputs, attrs, backend });
    const toTensor = (info: TensorInfo) =>
      info instanceof Tensor ? info : engine.makeTensorFromTensorInfo(info);
    // What a kernel gives is what its caller says.
    return (Array.isArray(result) ? result.map(toTensor) : toTensor(result)) as Out;
  };

  engine.endScope = (result?: TensorContainer): void => {
    const escaping = tensorsIn(result);
    if (!escaping) {
      endScope.call(engine, result);
      return;
    }
    const { state } = engine;
    const { id, track } = state.activeScope;
    for (const tensor of track) {
      if (!tensor.kept && !escaping.includes(tensor)) tensor.dispose();
    }
    const { scopeStack } = state;
    scopeStack.pop();
    const outer = scopeStack[scopeStack.length - 1];
    // TensorFlow.js has no scope where none is open, whatever its types say.
    Object.assign(state, { activeScope: outer ?? null });
    if (outer === undefined) return;
    for (const tensor of escaping) {
      if (!tensor || tensor.kept || tensor.scopeId !== id) continue;
      tensor.scopeId = outer.id;
      outer.track.push(tensor);
    }
  };

  engine.state.tensorInfo = new DataInfos(engine.state.tensorInfo);
}

function isWatched({ backendName, state, ENV }: Engine): boolean {
  return (
    backendName !== BACKEND_NAME ||
    state.gradientDepth > 0 ||
    state.profiling ||
    ENV.getBool('DEBUG') ||
    ENV.getBool('IS_TEST')
  );
}

/** More results than this are looked up faster in a set. */
const FEW = 16;

/** The tensors of a scope's result, where those are easily seen: nothing, one, or a few in a list. */
function tensorsIn(
  result: TensorContainer | undefined,
): readonly (Tensor | undefined)[] | undefined {
  if (result === undefined) return [];
  if (result instanceof Tensor) return [result];
  if (!Array.isArray(result) || result.length > FEW) return undefined;
  const isTensor = (one: TensorContainer | undefined): one is Tensor | undefined =>
    one === undefined || one instanceof Tensor;
  return result.every(isTensor) ? result : undefined;
}

/** What the engine knows of data, kept on this backend's data ids; that of others in a weak map, as TensorFlow.js has it. */
class DataInfos extends WeakMap<object, DataInfo> {
  readonly #others: WeakMap<object, DataInfo>;

  constructor(others: WeakMap<object, DataInfo>) {
    super();
    this.#others = others;
  }

  override has(id: object): boolean {
    return this.get(id) !== undefined;
  }

  override get(id: object): DataInfo | undefined {
    return id instanceof XlaDataId ? id.info : this.#others.get(id);
  }

  override set(id: object, info: DataInfo): this {
    if (id instanceof XlaDataId) id.info = info;
    else this.#others.set(id, info);
    return this;
  }

  override delete(id: object): boolean {
    if (!(id instanceof XlaDataId)) return this.#others.delete(id);
    const known = id.info !== undefined;
    id.info = undefined;
    return known;
  }
}
