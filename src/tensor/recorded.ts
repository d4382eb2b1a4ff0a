/**
 * Functions that an engine may record: it calls them once for each kind of inputs, and from then on has one operation
 * for all that they compute. On other engines they are called each time.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Computes the same from the same arguments. */
type Compute = (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[];

/** An engine that records. */
export interface Recorder {
  /** Whether it is the one that computes now. */
  readonly isActive: boolean;
  /** What `compute` gives for the inputs; equal keys are for functions that compute the same. */
  call(key: string, inputs: readonly tf.Tensor[], compute: Compute): readonly tf.Tensor[];
}

let recorder: Recorder | undefined;
let pauses = 0;

/** Sets the engine that records. */
export function onRecord(by: Recorder): void {
  recorder = by;
}

/** Has functions called each time until the result is called: for who watches kernels. */
export function pauseRecording(): () => void {
  pauses++;
  return () => {
    pauses--;
  };
}

/** The engine that records, if one does now; a tape of TensorFlow.js needs the kernels themselves. */
export function activeRecorder(): Recorder | undefined {
  if (pauses > 0 || tf.engine().state.gradientDepth > 0) return undefined;
  return recorder?.isActive ? recorder : undefined;
}

/**
 * What `compute` gives for the inputs.
 * @param key equal for functions that compute the same from the same inputs
 * @param inputs tensors, and plain values in between, on which `compute` may depend too. What a result replaces stands
 *   before the other tensors of its shape, in the order of the results: so it gives its memory to the result.
 */
export function recorded<Inputs extends readonly (tf.Tensor | number | undefined)[]>(
  key: string,
  inputs: Inputs,
  compute: (inputs: Inputs) => readonly tf.Tensor[],
): readonly tf.Tensor[] {
  const by = activeRecorder();
  if (!by) return compute(inputs);
  if (areTensors(inputs)) {
    // Tensors alone take the places of tensors alone.
    return by.call(key, inputs, (given) => compute(given as unknown as Inputs));
  }
  const tensors: tf.Tensor[] = [];
  let kind = key;
  for (const input of inputs) {
    if (input instanceof tf.Tensor) tensors.push(input);
    kind += input instanceof tf.Tensor ? ',' : `,${input}`;
  }
  return by.call(kind, tensors, (given) => {
    const rest = given.values();
    const replaced = inputs.map((input) =>
      input instanceof tf.Tensor ? rest.next().value : input,
    );
    // The same list, but for the values of its tensors.
    return compute(replaced as unknown as Inputs);
  });
}

function areTensors(
  inputs: readonly (tf.Tensor | number | undefined)[],
): inputs is readonly tf.Tensor[] {
  for (const input of inputs) if (!(input instanceof tf.Tensor)) return false;
  return true;
}
