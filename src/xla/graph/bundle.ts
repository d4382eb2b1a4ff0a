/** Operations of many results: one node that stands for all of them, and a node for each that takes it from there. */
import type { Value } from './emitter.js';
import { applier, Node, type Op, type TensorType } from './node.js';
import type { StableHlo } from './stablehlo.js';

export interface BundleOp {
  /** Equal for operations that compute the same from the same inputs. */
  readonly signature: string;
  readonly results: readonly TensorType[];
  lower(hlo: StableHlo, inputs: readonly Value[]): readonly Value[];
}

const part: Op<{ index: number }> = {
  name: 'part',
  lower: (_hlo, [bundle], { index }) => {
    const value = bundle.parts?.[index];
    if (!value) throw new Error(`A bundle has no part ${index}.`);
    return value;
  },
};

/** The results of an operation; one that gives none gives an empty list. */
export function applyBundle(op: BundleOp, inputs: readonly Node[]): Node[] {
  return bundleApplier(op)(inputs);
}

/** As {@link applyBundle}, for an operation that is applied often: with one result it is a node of its own. */
export function bundled(op: BundleOp): (inputs: readonly Node[]) => Node[] {
  const { signature, results } = op;
  const [only, ...others] = results;
  if (only === undefined || others.length > 0) return bundleApplier(op);
  const lower = (hlo: StableHlo, values: readonly Value[]) => op.lower(hlo, values)[0];
  return (inputs) => [new Node({ kind: 'op', signature, inputs, lower }, only.type, only.shape)];
}

function bundleApplier(op: BundleOp): (inputs: readonly Node[]) => Node[] {
  const { signature, results } = op;
  const lower = (hlo: StableHlo, values: readonly Value[]): Value => {
    const parts = op.lower(hlo, values);
    return { name: '', type: 'i1', shape: [], parts };
  };
  const parts = results.map(({ type, shape }, index) => applier(part, { index }, type, shape));
  return (inputs) => {
    const content = { kind: 'op', signature, inputs, lower } as const;
    const bundle = [new Node(content, 'i1', [])];
    return parts.map((take) => take(bundle));
  };
}
