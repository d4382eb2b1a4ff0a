/** Gradients of what TensorFlow.js's kernels compute, gradient rules among it, by the engine's own tape. */
import * as tf from '@tensorflow/tfjs-core';
import { AutogradError } from '../errors.js';

type Tape = ReturnType<typeof tf.engine>['state']['activeTape'];

/**
 * From the gradients of results to those of inputs; undefined where an input has no influence. Only numbers of float32
 * have gradients: comparisons and indices are constants.
 *
 * TensorFlow.js's `Engine.gradients` does the same for one result, but wants a rule of every kernel between, comparisons
 * too.
 *
 * @param compute is run once; its kernels make the tape
 * @throws AutogradError when a kernel between has no rule.
 */
export function pullback(
  compute: () => readonly (tf.Tensor | undefined)[],
  inputs: readonly tf.Tensor[],
  gradients: readonly (tf.Tensor | undefined)[],
): (tf.Tensor | undefined)[] {
  return tf.tidy(() => {
    const { results, tape, drop } = recorded(compute);
    const reached = reachedFrom(inputs, tape);
    const sums = new Map<number, tf.Tensor>();
    const add = ({ id }: tf.Tensor, gradient: tf.Tensor) => {
      const sum = sums.get(id);
      sums.set(id, sum ? tf.add(sum, gradient) : gradient);
    };
    results.forEach((result, i) => {
      const gradient = gradients[i];
      if (result && gradient) add(result, gradient);
    });
    for (const node of tape.reverse()) {
      if (!node.outputs.some(({ id }) => sums.has(id) && reached.has(id))) continue;
      const rules = node.gradient?.(
        node.outputs.map((output) => sums.get(output.id) ?? tf.zerosLike(output)),
      );
      for (const [name, input] of Object.entries(node.inputs)) {
        if (!reached.has(input.id)) continue;
        const rule = rules?.[name];
        if (!rule) throw noRule(node.kernelName);
        add(input, rule());
      }
    }
    drop();
    return inputs.map(({ id }) => copied(sums.get(id)));
  });
}

/** A gradient that is handed on unchanged belongs to someone else. */
const copied = (gradient: tf.Tensor | undefined) => gradient && tf.clone(gradient);

function recorded(compute: () => readonly (tf.Tensor | undefined)[]) {
  const engine = tf.engine();
  const { state } = engine;
  // There is one tape, which `Engine.gradients` writes too; nothing public of it starts one.
  // biome-ignore lint/complexity/useLiteralKeys: the method is private
  engine['startTape']();
  const before = state.activeTape.length;
  const drop = () => {
    if (state.gradientDepth > 0) return;
    for (const { saved } of state.activeTape) for (const tensor of saved ?? []) tensor.dispose();
    state.activeTape = [];
  };
  try {
    const results = compute();
    return { results, tape: state.activeTape.slice(before), drop };
  } finally {
    // biome-ignore lint/complexity/useLiteralKeys: the method is private
    engine['endTape']();
  }
}

/** Which numbers on the tape depend on the inputs. */
function reachedFrom(inputs: readonly tf.Tensor[], tape: Tape): Set<number> {
  const reached = new Set(inputs.flatMap(({ id, dtype }) => (dtype === 'float32' ? [id] : [])));
  for (const node of tape) {
    if (!Object.values(node.inputs).some(({ id }) => reached.has(id))) continue;
    for (const { id, dtype } of node.outputs) if (dtype === 'float32') reached.add(id);
  }
  return reached;
}

function noRule(kernel: string): AutogradError {
  return new AutogradError(
    'no rule',
    `the gradient of a gradient needs a rule for the kernel ${kernel}, and there is none. Use another ` +
      'operation there, or take the first gradient without createGraph.',
  );
}
