/**
 * Notices a step that is compiled anew again and again, for its shapes or operations change, and says so once, with what
 * changed last and what to do.
 */
import { dataType } from '../graph/element-type.js';
import type { Linear } from '../graph/linearize.js';
import type { Node } from '../graph/node.js';

/** How many programs of a kind, and how many seconds for compiling them, are worth a word. */
const MANY = 20;
const LONG = 5;

/** Programs that are made of the same operations and as many inputs, as the steps of one loop are. */
interface Kind {
  programs: number;
  seconds: number;
  /** Of the latest program: its inputs' types, and its operations with attributes and result types. */
  inputs: readonly string[];
  operations: readonly string[];
}

export class ChangingStructure {
  readonly #kinds = new Map<string, Kind>();

  /**
   * Hears of a program that was compiled.
   * @returns what is to be said, once for each kind of program
   */
  note({ leaves, ops }: Linear, seconds: number): string | undefined {
    const inputs = leaves.map(({ type, shape }) => `${dataType(type)} [${shape.join(', ')}]`);
    const operations = ops.map(signatureOf);
    const name = `${inputs.length} ${[...new Set(operations.map(nameOf))].sort()}`;
    const kind = this.#kinds.get(name);
    if (!kind || isAnotherModel(kind.inputs, inputs)) {
      this.#kinds.set(name, { programs: 1, seconds, inputs, operations });
      return undefined;
    }
    const wasSaid = isMuch(kind);
    const change = changeBetween(kind, { inputs, operations });
    kind.programs++;
    kind.seconds += seconds;
    Object.assign(kind, { inputs, operations });
    if (wasSaid || !isMuch(kind)) return undefined;
    return (
      `a computation of ${ops.length} ${ops.length === 1 ? 'operation' : 'operations'} was compiled ${kind.programs} times, which took ` +
      `${kind.seconds.toFixed(1)} s: ${change}. XLA's programs have fixed shapes, so each change is compiled. ` +
      'Keep shapes the same from step to step: drop the last, smaller batch (dropLast) or pad, and run the same ' +
      'operations each time. GRADBOOK_DEBUG=programs shows what is compiled.'
    );
  }
}

/** A step whose data change keeps its parameters; where most inputs have other shapes, it is one of other layers. */
function isAnotherModel(before: readonly string[], now: readonly string[]): boolean {
  const changed = now.filter((one, i) => one !== before[i]).length;
  return changed > Math.max(1, now.length / 2);
}

function isMuch({ programs, seconds }: Kind): boolean {
  return programs >= MANY && seconds >= LONG;
}

type Structure = Pick<Kind, 'inputs' | 'operations'>;

function changeBetween(before: Structure, now: Structure): string {
  if (before.operations.length !== now.operations.length) {
    return `last, the number of operations changed from ${before.operations.length} to ${now.operations.length}`;
  }
  const input = now.inputs.findIndex((one, i) => one !== before.inputs[i]);
  if (input >= 0) {
    return `last, an input changed from ${before.inputs[input] ?? 'none'} to ${now.inputs[input]}`;
  }
  const operation = now.operations.findIndex((one, i) => one !== before.operations[i]);
  if (operation >= 0) {
    return `last, an operation changed from ${before.operations[operation]} to ${now.operations[operation]}`;
  }
  return 'what is used afterwards, or which numbers are constant, changes';
}

function signatureOf({ content }: Node): string {
  return content.kind === 'op' ? content.signature : '';
}

/** A signature is a name, attributes, `:` and a type. */
function nameOf(signature: string): string {
  return signature.split(/[{[:]/, 1)[0];
}
