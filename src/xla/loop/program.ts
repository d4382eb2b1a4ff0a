/**
 * A recorded step -> the text of a program that takes many: a `stablehlo.while` whose carry is the
 * step's number, the changed cells, some of them transposed, and the stacks of results. All else is captured from outside.
 */
import type { Argument, Value } from '../graph/emitter.js';
import type { Listing } from '../graph/listing.js';
import { lowerOps, type ProgramText, programText } from '../graph/lower.js';
import type { Node, TensorType } from '../graph/node.js';
import { StableHlo } from '../graph/stablehlo.js';
import { putAt, sliceAt } from '../graph/stack.js';
import type { Recording } from './recording.js';
import { mayBeTurned, turnedOf } from './turned-cells.js';

export interface LoopProgram extends ProgramText {
  /** What the step touches and that is neither its state nor a constant; arguments after the slices. */
  readonly captured: readonly Node[];
}

/**
 * Arguments: the number of steps, the cells (the changed ones donated), the stacks of slices, the captured.
 * @param changingNumbers numbers that must not be constants of the program
 */
export function loopProgram(
  recording: Recording,
  capacity: number,
  platform: string,
  changingNumbers: ReadonlySet<Node>,
  listing?: Listing,
): LoopProgram {
  const { cells, slices, results, linear } = recording;
  const hlo = new StableHlo(platform, listing);
  const known = new Set([...cells.map(({ leaf }) => leaf), ...slices]);
  const captured = linear.leaves.filter(
    (leaf) => !known.has(leaf) && (leaf.content.kind === 'buffer' || changingNumbers.has(leaf)),
  );
  const args = loopArguments(hlo, recording, capacity, captured);
  const changing = cells.flatMap(({ next }, i) => (next === undefined ? [] : [i]));
  const step = stepWriter(hlo, recording, args, captured, changing);
  const before = changing.map((i) => args.cells[i]);
  const isTurned = turnedCells(hlo, before, step);
  const turn = (values: readonly Value[]) =>
    values.map((value, i) => (isTurned[i] ? hlo.transpose(value, [1, 0]) : value));
  const start = [
    hlo.constant(0, 'i32'),
    ...turn(before),
    ...results.map(({ type, shape }) => hlo.constant(0, type, [capacity, ...shape])),
  ];
  const [, ...end] = hlo.while(
    start,
    ([number]) => hlo.compare('LT', number, args.steps),
    ([number, ...carried]) => {
      const values = step(number, turn(carried.slice(0, changing.length)));
      const stacked = results.map((_, i) =>
        putAt(hlo, carried[changing.length + i], values[changing.length + i], number),
      );
      return [hlo.add(number, 1), ...turn(values.slice(0, changing.length)), ...stacked];
    },
  );
  const ended = [...turn(end.slice(0, changing.length)), ...end.slice(changing.length)];
  return { ...programText(hlo, args.header, ended, linear), captured };
}

interface LoopArguments {
  readonly header: readonly Argument[];
  readonly steps: Value;
  readonly cells: readonly Value[];
  readonly stacks: readonly Value[];
  readonly captured: readonly Value[];
}

function loopArguments(
  hlo: StableHlo,
  { cells, slices }: Recording,
  capacity: number,
  captured: readonly Node[],
): LoopArguments {
  const header: Argument[] = [];
  let outputs = 0;
  const argument = ({ type, shape }: TensorType, donated = false): Value => {
    const value = hlo.argument(header.length, type, shape);
    header.push({ value, result: donated ? outputs++ : undefined });
    return value;
  };
  return {
    header,
    steps: argument({ type: 'i32', shape: [] }),
    cells: cells.map(({ leaf, next }) => argument(leaf, next !== undefined)),
    stacks: slices.map(({ type, shape }) => argument({ type, shape: [capacity, ...shape] })),
    captured: captured.map((leaf) => argument(leaf)),
  };
}

/** Writes a step: from its number and the changing cells to their next values and the results. */
type StepWriter = (number: Value, changed: readonly Value[]) => Value[];

/** @param changing the places of the cells that a step changes */
function stepWriter(
  hlo: StableHlo,
  { cells, slices, linear }: Recording,
  args: LoopArguments,
  captured: readonly Node[],
  changing: readonly number[],
): StepWriter {
  return (number, changed) => {
    const current = [...args.cells];
    changing.forEach((cell, i) => {
      current[cell] = changed[i];
    });
    const leaves = new Map<number, Value>();
    const bind = (node: Node, value: Value) => {
      if (linear.leaves[node.position] === node) leaves.set(node.position, value);
    };
    cells.forEach(({ leaf }, i) => {
      bind(leaf, current[i]);
    });
    slices.forEach((slice, i) => {
      bind(slice, sliceAt(hlo, args.stacks[i], number));
    });
    captured.forEach((leaf, i) => {
      bind(leaf, args.captured[i]);
    });
    const values = lowerOps(hlo, linear, leaves);
    const next = changing.map((cell, i) => hlo.reshape(values[i], cells[cell].leaf.shape));
    return [...next, ...values.slice(changing.length)];
  };
}

/** Which of the changing cells are carried transposed. A step is written to see how it uses them, and thrown away. */
function turnedCells(hlo: StableHlo, changing: readonly Value[], step: StepWriter): boolean[] {
  if (hlo.platform !== 'cpu' || !changing.some(mayBeTurned)) return changing.map(() => false);
  let isTurned: boolean[] = [];
  hlo.tryRegion([{ type: 'i32', shape: [] }, ...changing], ([number, ...cells]) => {
    step(number, cells);
    const turned = turnedOf(hlo, cells);
    isTurned = cells.map((cell) => turned.has(cell));
    return [];
  });
  changing.forEach(({ shape }, i) => {
    if (isTurned[i]) hlo.turnGradients(shape);
  });
  return isTurned;
}
