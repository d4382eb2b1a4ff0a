/** A program before it runs: its text beside the code that it came from, and what it takes. */
import { clone, dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { notingMakers } from '../maker.js';
import { escapeHtml } from '../result-table.js';
import { Shown } from '../shown.js';
import { bytesInWords } from './backend/amounts.js';
import type { XlaBackend } from './backend/backend.js';
import {
  costHtml,
  costsOf,
  costTable,
  newListing,
  type OperationCost,
} from './backend/program-cost.js';
import { callNodes } from './control/calls.js';
import type { TracedFunction } from './control/traced-function.js';
import { bytesOf } from './graph/element-type.js';
import { linearize } from './graph/linearize.js';
import { lower } from './graph/lower.js';
import { Node, type TensorType } from './graph/node.js';

/** What {@link explain} gives: a program before it runs. */
export class Explanation extends Shown {
  /** The program as StableHLO; above what came from a line of code, a comment names and shows the line. */
  readonly program: string;
  /** Its operations, as TensorFlow.js's kernels made them. */
  readonly operations: number;
  /** Floating-point operations of its products and convolutions: two for each product of two numbers. */
  readonly flops: number;
  /** Bytes of the tensors that it reads. */
  readonly inputBytes: number;
  /** Bytes that the results take. */
  readonly outputBytes: number;
  /** By operation and the code that it was called by, what has most to compute first. */
  readonly costs: readonly OperationCost[];
  /** Whether it has loops whose end is not known before they run: in these figures they end after one pass. */
  readonly isOpenEnded: boolean;

  /** @internal */
  constructor(parts: {
    readonly program: string;
    readonly operations: number;
    readonly inputBytes: number;
    readonly outputBytes: number;
    readonly costs: readonly OperationCost[];
    readonly isOpenEnded: boolean;
  }) {
    super();
    const { program, operations, inputBytes, outputBytes, costs, isOpenEnded } = parts;
    this.program = program;
    this.operations = operations;
    this.flops = costs.reduce((sum, { flops }) => sum + flops, 0);
    this.inputBytes = inputBytes;
    this.outputBytes = outputBytes;
    this.costs = costs;
    this.isOpenEnded = isOpenEnded;
  }

  /** The figures, the table of operations, and the program. */
  override toString(): string {
    return `${this.#summary()}\n\n${costTable(this.costs)}\n\n${this.program}`;
  }

  protected override rich(): Record<string, unknown> {
    const program = `<details><summary>StableHLO</summary><pre>${escapeHtml(this.program)}</pre></details>`;
    return { 'text/html': `<p>${this.#summary()}</p>${costHtml(this.costs)}${program}` };
  }

  #summary(): string {
    const open = this.isOpenEnded ? ' Loops without a known end are counted as one pass.' : '';
    return (
      `A program of ${this.operations} operations: it reads ${bytesInWords(this.inputBytes)} and gives ` +
      `${bytesInWords(this.outputBytes)}.${open}`
    );
  }
}

/** @throws CaptureError when `run` reads a value. */
export function explainOn(backend: XlaBackend, run: () => Tensor | readonly Tensor[]): Explanation {
  return backend.executor.record(() => {
    // Copies, for what is given back may be a tensor of the caller's.
    const results = notingMakers(() => tidy(() => [run()].flat().map((one) => clone(one))));
    const explanation = explanationOf(
      backend,
      results.map((tensor) => backend.nodeOf(tensor)),
    );
    dispose(results);
    return explanation;
  });
}

/** The program that a call of a recorded function is. */
export function explainTraced(
  backend: XlaBackend,
  { subgraph, captured }: TracedFunction,
): Explanation {
  backend.executor.flush();
  const held = captured.map((tensor) => backend.dataNode(tensor));
  const parameters = subgraph.parameters
    .slice(0, subgraph.parameters.length - held.length)
    .map(({ type, shape }) => new Node({ kind: 'placeholder' }, type, shape));
  return explanationOf(backend, callNodes(subgraph, [...parameters, ...held]));
}

function explanationOf({ executor }: XlaBackend, outputs: readonly Node[]): Explanation {
  const linear = linearize(outputs, () => false);
  const inputs = linear.leaves.filter(({ content }) => content.kind !== 'literal');
  const args = inputs.map(({ position }) => position);
  const listing = newListing();
  const { commented } = lower(linear, executor.compiler.platform, args, () => false, listing);
  return new Explanation({
    program: commented,
    operations: listing.works.length,
    inputBytes: sumOfBytes(inputs),
    outputBytes: sumOfBytes(outputs),
    costs: costsOf(listing.works),
    isOpenEnded: listing.isOpenEnded,
  });
}

const sumOfBytes = (tensors: readonly TensorType[]): number =>
  tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
