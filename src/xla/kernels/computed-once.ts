/** Keeps XLA from computing a value anew for each element that it is spread to. */
import type { Value } from '../graph/emitter.js';
import { sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';

/**
 * The same value, to be spread. On a CPU XLA makes what is broadcast a part of the loop that reads it, unless its last
 * operation is a dear one: a division is, also that by a one which XLA doesn't see through. What LLVM makes of it is a
 * copy.
 */
export function computedOnce(hlo: StableHlo, x: Value): Value {
  if (hlo.platform !== 'cpu' || x.type !== 'f32' || sizeOf(x.shape) === 0) return x;
  const first = hlo.reshape(
    hlo.slice(
      x,
      x.shape.map(() => ({ start: 0, limit: 1 })),
    ),
    [],
  );
  const isNumber = hlo.convert(hlo.compare('EQ', first, first), 'f32');
  return hlo.divide(x, hlo.broadcastTo(hlo.maximum(isNumber, 1), x.shape));
}
