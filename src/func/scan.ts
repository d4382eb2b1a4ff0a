/** Loops over the first axis of tensors, as one operation. */
import * as tf from '@tensorflow/tfjs-core';
import { repeated, stepRandom } from '../random/index.js';
import { checkOptionNames, isGradEnabled, stack, type Tensor, zeros } from '../tensor/index.js';
import {
  call,
  type ScanShape,
  scan as scanOp,
  type TracedFunction,
  traceFunctions,
} from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { onlySaved, orZeros, type Remembered, remembered } from './remember.js';
import {
  goNowhere,
  nextOf,
  type ParameterType,
  type Traced,
  tracePure,
  typesOf,
  type WayBack,
} from './trace.js';
import { type Flat, flatten, mismatch, type Structure, type Tree, unflatten } from './tree.js';

/** Options of {@link scan}. */
export interface ScanOptions {
  /** How many steps to take, where there is nothing to loop over. */
  readonly length?: number;
  /** From the last slice to the first; results stand where their slices did. */
  readonly reverse?: boolean;
}

/**
 * Calls `step` for each slice of `xs` along its first axis, each time with what the call before carried over. On XLA it
 * is recorded once and becomes one loop on the device, with a gradient. JAX: `jax.lax.scan`.
 *
 *     const [total, sums] = scan((sum, x) => [sum.add(x), sum.add(x)], tensor(0), tensor([1, 2, 3]));
 *     sums;  // [1, 3, 6]
 *
 * @param step `(carry, x) -> [carry, y]`; the carry keeps its shapes and types
 * @param init the first carry: a tensor, or arrays and objects of tensors
 * @param xs tensors `[length, ...]`; undefined where `options.length` says how many steps there are
 * @returns the last carry, and every `y`, `[length, ...]`
 * @throws TransformationError when the carry changes its structure, shape or type, or lengths differ.
 * @throws CaptureError when the step reads a value.
 */
export function scan<Carry extends Tree, X extends Tree | undefined, Y extends Tree>(
  step: (carry: Carry, x: X) => readonly [carry: Carry, y: Y],
  init: Carry,
  xs: X,
  options: ScanOptions = {},
): [carry: Carry, ys: Y] {
  checkFunctions('scan', step);
  checkOptionNames('scan', options, { length: true, reverse: true });
  const carry = flatten(init);
  const slices = flatten(xs);
  const length = lengthOf(slices.tensors, options.length);
  const run = (tensors: readonly Tensor[]) => {
    const state = unflatten(carry.structure, tensors) as Carry;
    return step(state, unflatten(slices.structure, tensors.slice(carry.tensors.length)) as X);
  };
  const loop = { carry, slices: slices.tensors, length, reverse: options.reverse ?? false, run };
  return (onXla() && length > 0 ? onDevice(loop) : oneByOne(loop)) as [Carry, Y];
}

interface Loop {
  readonly carry: Flat;
  readonly slices: readonly Tensor[];
  readonly length: number;
  readonly reverse: boolean;
  /** Takes the carried tensors, then the slices. */
  readonly run: (tensors: readonly Tensor[]) => readonly [carry: unknown, y: unknown];
}

function onDevice({ carry, slices, length, reverse, run }: Loop): [unknown, unknown] {
  const types: ParameterType[] = [
    ...carry.tensors.map(({ shape, dtype }) => ({
      shape,
      dtype,
      requiresGrad: isGradEnabled() && dtype === 'float32',
    })),
    ...typesOf(slices).map((type) => ({ ...type, shape: type.shape.slice(1) })),
  ];
  let ys: Structure = { kind: 'static', value: undefined };
  const traced = tracePure('scan', types, (parameters) => {
    const [next, y] = run(parameters);
    const after = flatten(next);
    checkCarry(carry, after);
    const results = flatten(y);
    ys = results.structure;
    // The carry before each step comes last: the way back starts there.
    return [...after.tensors, ...results.tensors, ...parameters.slice(0, carry.tensors.length)];
  });
  const carried = carry.tensors.length;
  const draws = traced.draws.map((draw) => onlySaved(stepRandom(repeated(draw, length)), 'scan'));
  const inputs = [...carry.tensors, ...slices, ...draws];
  const shape = { length, reverse, carried, sliced: inputs.length - carried };
  const values = tf.tidy(() =>
    scanOp(
      registered(),
      traced.traced,
      shape,
      inputs.map((tensor) => tensor.tf),
    ),
  );
  traced.traced.dispose();
  const shown = values.length - carried;
  const next = nextOf(traced, inputs);
  if (next.length === 0) tf.dispose(values.splice(shown));
  const before = values.splice(shown).map((value) => onlySaved(value, 'scan'));
  const stacks = [...before, ...inputs.slice(carried)];
  const way = next.length > 0 ? wayBack(traced, stacks, shape) : { saved: [], back: () => [] };
  const outputs = remembered({ name: 'scan', values, next, ...way });
  const last = unflatten(carry.structure, outputs.slice(0, carried));
  return [last, unflatten(ys, outputs.slice(carried))];
}

/** The loop from the last step to the first. */
function wayBack(
  traced: Traced,
  stacks: readonly Tensor[],
  { length, reverse, carried }: ScanShape,
): Pick<Remembered, 'saved' | 'back'> {
  const { back, results } = traced;
  if (!back) return { saved: [], back: () => goNowhere(traced) };
  const { from, to } = back;
  const floats = to.filter((i) => i < carried);
  const loop = backLoop(back, results, stacks, carried, floats);
  const captured = loop.captured.map((value) => onlySaved(value, 'scan'));
  return {
    saved: [...stacks, ...captured],
    back: (dys, saved) => {
      // The gradient of the carry before a step is that of the carry after the step before.
      const start = floats.map((i) => dys[i] ?? tf.fill([...results[i].shape], 0));
      const sums = back.outer.map((_, i) => tf.fill(loop.outerShapes[i], 0));
      const shown = from.filter((i) => i >= carried && i < results.length - carried);
      const stackedTypes = results.map((type) => ({ ...type, shape: [length, ...type.shape] }));
      const gradients = scanOp(
        registered(),
        { subgraph: loop.subgraph, captured: saved.slice(stacks.length) },
        {
          length,
          reverse: !reverse,
          carried: start.length + sums.length,
          sliced: stacks.length + shown.length,
        },
        [...start, ...sums, ...saved.slice(0, stacks.length), ...orZeros(dys, shown, stackedTypes)],
      );
      const first = gradients.slice(0, floats.length);
      const outer = gradients.slice(floats.length, floats.length + sums.length);
      return [...first, ...gradients.slice(floats.length + sums.length), ...outer];
    },
  };
}

/** `(gradients of the carry, sums, carry, slices, gradients of y) -> (the same two, gradients of the slices)` */
function backLoop(
  { traced, from, to, outer }: WayBack,
  results: readonly ParameterType[],
  stacks: readonly Tensor[],
  carried: number,
  floats: readonly number[],
): TracedFunction & { outerShapes: number[][] } {
  const shapes = traced.subgraph.results.slice(to.length).map(({ shape }) => [...shape]);
  const [loop] = traceFunctions(registered(), (parameter) => {
    const float = (shape: readonly number[]) => parameter(shape, 'float32');
    const state = floats.map((i) => float(results[i].shape));
    const sums = shapes.map(float);
    const inputs = stacks.map(({ shape, dtype }) => parameter(shape.slice(1), dtype));
    const ends = results.length - carried;
    const dys = new Map(
      from.flatMap((i) => (i >= carried && i < ends ? [[i, float(results[i].shape)]] : [])),
    );
    const cotangents = from.map((i) => {
      if (i < carried) return state[floats.indexOf(i)];
      return dys.get(i) ?? tf.fill([...results[i].shape], 0);
    });
    const gradients = call(registered(), traced, [...inputs, ...cotangents]);
    const added = sums.map((sum, i) => tf.add(sum, gradients[to.length + i]));
    return [
      {
        parameters: [...state, ...sums, ...inputs, ...dys.values()],
        results: [
          ...gradients.slice(0, floats.length),
          ...added,
          ...gradients.slice(floats.length, to.length),
        ],
      },
    ];
  });
  traced.dispose();
  return Object.assign(loop, { outerShapes: outer.map((_, i) => shapes[i]) });
}

/** On other backends, and where there is no step to record. */
function oneByOne({ carry, slices, length, reverse, run }: Loop): [unknown, unknown] {
  let state: readonly Tensor[] = carry.tensors;
  const results: Flat[] = [];
  for (let step = 0; step < length; step++) {
    const place = reverse ? length - 1 - step : step;
    const [next, y] = run([...state, ...slices.map((slice) => slice.select(0, place))]);
    const after = flatten(next);
    checkCarry(carry, after);
    state = after.tensors;
    results.push(flatten(y));
  }
  if (reverse) results.reverse();
  const last = unflatten(carry.structure, state);
  const [first] = results;
  if (!first) return [last, zeros([0])];
  const stacked = first.tensors.map((_, i) => stack(results.map(({ tensors }) => tensors[i])));
  return [last, unflatten(first.structure, stacked)];
}

function lengthOf(slices: readonly Tensor[], given: number | undefined): number {
  const lengths = slices.map(({ shape }) => shape[0]);
  const length = lengths[0] ?? given;
  if (length === undefined || !Number.isInteger(length) || length < 0) {
    throw new TransformationError(
      'scan',
      'structure',
      'there is nothing to loop over; pass tensors with a first axis, or { length }.',
    );
  }
  const other = [...lengths, given].find((one) => one !== undefined && one !== length);
  if (other === undefined && !lengths.includes(undefined as never)) return length;
  throw new TransformationError(
    'scan',
    'structure',
    `all of xs, and length, must be equally long; there are ${length} and ${other ?? 'a tensor without dimensions'}.`,
  );
}

function checkCarry(before: Flat, after: Flat): void {
  const wrong = mismatch(before, after);
  if (wrong === undefined) return;
  throw new TransformationError(
    'scan',
    'structure',
    `the step must give [carry, y] with a carry like the first one: ${wrong}. What is carried keeps its structure, ` +
      'shapes and types; convert it before it is returned.',
  );
}
