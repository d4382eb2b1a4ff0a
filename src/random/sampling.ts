/** The seeds that a DataLoader and its samplers draw, as PyTorch's do. */
import { defaultGenerator, Generator } from './generator.js';

/** PyTorch's loader draws a base seed for its workers at each epoch, whether it has any or not. */
export function drawBaseSeed(generator: Generator = defaultGenerator): bigint {
  return generator.randomInt64();
}

/** A generator whose seed comes from the global one: what PyTorch's samplers permute with. */
export function freshGenerator(): Generator {
  const seed = defaultGenerator.randomInt64();
  // Only the low 32 bits of a seed count, and the whole would not fit into a number.
  return new Generator(Number(BigInt.asUintN(32, seed)));
}
