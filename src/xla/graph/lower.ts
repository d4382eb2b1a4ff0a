/** A linearised graph -> the StableHLO text of one program. */
import type { Value } from './emitter.js';
import type { Linear } from './linearize.js';
import { StableHlo } from './stablehlo.js';
import { tensorType } from './text.js';

/**
 * @param args leaves that are arguments, by position, in the order of the arguments; other leaves must be
 *   literals and are written into the program.
 * @param donated leaf position -> index of the output that may overwrite it
 */
export function lower(
  linear: Linear,
  platform: string,
  args: readonly number[],
  donated: ReadonlyMap<number, number>,
): string {
  const hlo = new StableHlo(platform);
  const header: string[] = [];
  const leaves = new Map<number, Value>();
  args.forEach((position, i) => {
    const { type, shape } = linear.leaves[position];
    const output = donated.get(position);
    const alias = output === undefined ? '' : ` {tf.aliasing_output = ${output} : i32}`;
    header.push(`%arg${i}: ${tensorType(type, shape)}${alias}`);
    leaves.set(position, { name: `%arg${i}`, type, shape });
  });
  return hlo.main(header, lowerOps(hlo, linear, leaves));
}

/** Writes the operations of a graph whose arguments already have names; returns its outputs. */
export function lowerOps(
  hlo: StableHlo,
  linear: Linear,
  leaves: ReadonlyMap<number, Value>,
): Value[] {
  const values: Value[] = [];
  const valueFor = (node: Linear['leaves'][number]): Value => {
    if (node.content.kind === 'op') return values[node.position];
    const value = leaves.get(node.position);
    if (value) return value;
    if (node.content.kind === 'literal') return hlo.constant(node.content.value, node.type);
    throw new Error(`A leaf of kind ${node.content.kind} has no value in the program.`);
  };
  for (const node of linear.ops) {
    if (node.content.kind === 'op') {
      values.push(node.content.lower(hlo, node.content.inputs.map(valueFor)));
    }
  }
  return linear.outputs.map(valueFor);
}
