/** A linearised graph -> the StableHLO text of one program. */
import type { Argument, Value } from './emitter.js';
import type { Linear } from './linearize.js';
import { StableHlo } from './stablehlo.js';

/** A program as it is compiled. */
export interface ProgramText {
  readonly text: string;
  /** The devices that share its work, where it is shared. */
  readonly devices: readonly number[] | undefined;
}

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
): ProgramText {
  const hlo = new StableHlo(platform);
  const header: Argument[] = [];
  const leaves = new Map<number, Value>();
  args.forEach((position, i) => {
    const { type, shape } = linear.leaves[position];
    const value = { name: `%arg${i}`, type, shape };
    header.push({ value, result: donated.get(position) });
    leaves.set(position, value);
  });
  const results = lowerOps(hlo, linear, leaves);
  return { text: hlo.main(header, results), devices: hlo.devices };
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
