/** The order in which a DataLoader visits its samples, drawn as PyTorch's draws it. */
import { defaultGenerator, Generator } from './generator.js';

/**
 * The samples' numbers, 0 to `length` - 1, in the order of one epoch.
 *
 * PyTorch's loader draws a base seed for its workers, whether it has any or not. Then its `RandomSampler`
 * permutes: with the loader's own generator where it has one, else with a new one whose seed comes from
 * the global generator.
 */
export function epochOrder(length: number, shuffle: boolean, generator?: Generator): Int32Array {
  (generator ?? defaultGenerator).randomInt64();
  if (!shuffle) return Int32Array.from({ length }, (_, i) => i);
  if (!generator) return freshGenerator().randperm(length);
  const order = generator.randperm(length);
  // PyTorch's sampler ends with `randperm(n)[:0]`, which uses nothing but moves the generator on.
  generator.randperm(length);
  return order;
}

function freshGenerator(): Generator {
  const seed = defaultGenerator.randomInt64();
  // Only the low 32 bits of a seed count, and the whole would not fit into a number.
  return new Generator(Number(BigInt.asUintN(32, seed)));
}
