/**
 * Random numbers that a training step needs (dropout masks, augmentations): drawn on the host, used on
 * the device. Normally they are drawn at once. While a step is being recorded, to become the body of a
 * compiled loop, the step gets a placeholder instead, and how to draw is remembered: the loop's owner
 * draws for each step that it runs, in the same order.
 */
import * as tf from '@tensorflow/tfjs-core';

type StepDtype = 'float32' | 'int32';

/** One draw of a step. */
export interface StepDraw {
  readonly shape: number[];
  readonly dtype: StepDtype;
  /** Draws new values, last dimension fastest. */
  fill(): Float32Array | Int32Array;
}

/** Gives the tensor that stands for a draw while a step is recorded. */
type Recorder = (draw: StepDraw) => tf.Tensor;

let recorder: Recorder | undefined;

/** The values of a draw, as a tensor of `draw.shape`; the caller owns it. */
export function stepRandom(draw: StepDraw): tf.Tensor {
  if (recorder) return recorder(draw);
  return tf.tensor(draw.fill(), draw.shape, draw.dtype);
}

/** Runs `body`; what it draws by `stepRandom` goes to `record` instead of being drawn. */
export function recordStepRandom<T>(record: Recorder, body: () => T): T {
  const outer = recorder;
  recorder = record;
  try {
    return body();
  } finally {
    recorder = outer;
  }
}

/** Whether a step is being recorded, so that nothing may be read from the device. */
export function isRecordingStep(): boolean {
  return recorder !== undefined;
}

/** A draw for each of `length` calls, one after the other: where a recorded function is called many times at once. */
export function repeated({ shape, dtype, fill }: StepDraw, length: number): StepDraw {
  return {
    shape: [length, ...shape],
    dtype,
    fill() {
      const parts = Array.from({ length }, fill);
      const size = parts.reduce((sum, part) => sum + part.length, 0);
      const all = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
      let place = 0;
      for (const part of parts) {
        all.set(part, place);
        place += part.length;
      }
      return all;
    },
  };
}
