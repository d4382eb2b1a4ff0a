/**
 * Which pending nodes can be computed: an error belongs to the tensors that it is about, and not to those that happen to
 * be pending beside them.
 */
import os from 'node:os';
import { bytesOf } from '../graph/element-type.js';
import type { Node } from '../graph/node.js';

/** A tensor that takes a quarter of the machine's memory may not fit with what it is computed from and what comes of it. */
const HUGE = os.totalmem() / 4;

export const isHuge = (node: Node): boolean => bytesOf(node) > HUGE;

export interface Prospects {
  /** What needs nothing that may not fit. */
  readonly sure: readonly Node[];
  /** What comes of a huge tensor, or is one. */
  readonly doubtful: readonly Node[];
  /** What comes of a tensor that could not be computed, with that one's error. */
  readonly lost: ReadonlyMap<Node, Error>;
}

/** Pending nodes by what they need. */
export function prospectsOf(outputs: readonly Node[]): Prospects {
  const known = new Map<Node, Prospect>();
  for (const output of outputs) explore(output, known);
  const lost = new Map<Node, Error>();
  const [sure, doubtful]: [Node[], Node[]] = [[], []];
  for (const output of outputs) {
    const prospect = known.get(output);
    if (prospect instanceof Error) lost.set(output, prospect);
    else (prospect === 'doubtful' ? doubtful : sure).push(output);
  }
  return { sure, doubtful, lost };
}

type Prospect = 'sure' | 'doubtful' | Error;

/** Looks at a node after all that it needs. */
function explore(output: Node, known: Map<Node, Prospect>): void {
  const stack = [output];
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    const { content } = node;
    const inputs = content.kind === 'op' ? content.inputs : [];
    const open = known.has(node) ? [] : inputs.filter((input) => !known.has(input));
    if (open.length > 0) {
      stack.push(...open);
      continue;
    }
    stack.pop();
    if (known.has(node)) continue;
    const needed = inputs.map((input) => known.get(input));
    const failed = needed.find((one) => one instanceof Error);
    if (content.kind === 'failed') known.set(node, content.error);
    else if (failed) known.set(node, failed);
    else known.set(node, needed.includes('doubtful') || isNew(node) ? 'doubtful' : 'sure');
  }
}

/** What lies on the device already fits. */
const isNew = (node: Node): boolean => node.content.kind === 'op' && isHuge(node);
