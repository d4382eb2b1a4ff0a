/**
 * Which numbers of programs change. A number from the host is written into its program as a constant; when the same
 * structure comes again with another number in that place, as a tuned momentum, the place becomes an argument for good,
 * which costs one compilation more.
 */
import type { Linear } from '../graph/linearize.js';
import type { Node } from '../graph/node.js';

/** How many structures are remembered; the one that was not looked up for longest goes first. */
const CAPACITY = 1024;

export class ChangingNumbers {
  /** By structure: the numbers that have been the same each time, by position of the leaf. */
  readonly #constants = new Map<string, ReadonlyMap<number, number>>();

  /** The leaves of a graph whose numbers have changed since its structure came first. */
  in({ key, leaves }: Linear): ReadonlySet<Node> {
    const known = this.#constants.get(key);
    const constants = new Map<number, number>();
    const changing = new Set<Node>();
    for (const leaf of leaves) {
      const { content, position } = leaf;
      if (content.kind !== 'literal') continue;
      const isConstant = !known || Object.is(known.get(position), content.value);
      if (isConstant) constants.set(position, content.value);
      else changing.add(leaf);
    }
    this.#constants.delete(key);
    this.#constants.set(key, constants);
    const [oldest] = this.#constants.keys();
    if (this.#constants.size > CAPACITY && oldest !== undefined) this.#constants.delete(oldest);
    return changing;
  }
}
