/** A linearised graph -> the StableHLO text of one program. */
import { donations } from './donation.js';
import { type Argument, type Value, withoutComments } from './emitter.js';
import type { Linear } from './linearize.js';
import type { Listing } from './listing.js';
import { madeOf, type Node } from './node.js';
import { StableHlo } from './stablehlo.js';

/** A program as it is compiled. */
export interface ProgramText {
  readonly text: string;
  /** The same for people: with comments about who made what, where it is listed. */
  readonly commented: string;
  /** What was noted of it, where it was. */
  readonly listing: Listing | undefined;
  /** The devices that share its work, where it is shared. */
  readonly devices: readonly number[] | undefined;
  /** How many operations of the graph it has. */
  readonly operations: number;
}

/**
 * @param args leaves that are arguments, by position, in the order of the arguments; other leaves must be
 *   literals and are written into the program.
 * @param donatable the leaves whose buffers the program may overwrite
 * @param listing is told what is written
 */
export function lower(
  linear: Linear,
  platform: string,
  args: readonly number[],
  donatable: (leaf: Node) => boolean,
  listing?: Listing,
): ProgramText {
  const hlo = new StableHlo(platform, listing);
  const leaves = new Map<number, Value>();
  const donors = new Set<string>();
  args.forEach((position, i) => {
    const leaf = linear.leaves[position];
    const value = hlo.argument(i, leaf.type, leaf.shape);
    if (leaf.content.kind === 'buffer' && donatable(leaf)) donors.add(value.name);
    leaves.set(position, value);
  });
  const results = lowerOps(hlo, linear, leaves);
  const given = donations(results, donors, (value) => hlo.operandsOf(value));
  const header = [...leaves.values()].map((value) => ({ value, result: given.get(value.name) }));
  return programText(hlo, header, results, linear);
}

/** A program that has been written. */
export function programText(
  hlo: StableHlo,
  header: readonly Argument[],
  results: readonly Value[],
  { ops }: Linear,
): ProgramText {
  const { listing, devices } = hlo;
  const commented = hlo.main(header, results);
  const text = listing ? withoutComments(commented) : commented;
  return { text, commented, listing, devices, operations: ops.length };
}

/** Writes the operations of a graph whose arguments already have names; returns its outputs. */
export function lowerOps(
  hlo: StableHlo,
  linear: Linear,
  leaves: ReadonlyMap<number, Value>,
): Value[] {
  const values: Value[] = [];
  const valueFor = (node: Node): Value => {
    if (node.content.kind === 'op') return values[node.position];
    const value = leaves.get(node.position);
    if (value) return value;
    if (node.content.kind === 'literal') return hlo.constant(node.content.value, node.type);
    throw new Error(`A leaf of kind ${node.content.kind} has no value in the program.`);
  };
  for (const node of linear.ops) {
    const { content } = node;
    if (content.kind !== 'op') continue;
    const inputs = content.inputs.map(valueFor);
    values.push(hlo.writeFor(madeOf(node), inputs, () => content.lower(hlo, inputs)));
  }
  return linear.outputs.map(valueFor);
}
