/** What a recorded function draws at random, when it is called many times at once. */
import type { StepDraw } from '../random/index.js';

/** All draws at once, one after the other. */
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
