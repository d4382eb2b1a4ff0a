/**
 * Records a function of tensors together with the way back: how to get from the gradients of its results to those of
 * its arguments and of what it uses from outside. The way back computes again what it needs of the way there.
 */
import * as tf from '@tensorflow/tfjs-core';
import { recordStepRandom, type StepDraw } from '../random/index.js';
import {
  AutogradError,
  type Dtype,
  type GradNode,
  gradientsOf,
  gradNodeCount,
  inTraceScope,
  isGradEnabled,
  operationsFrom,
  StateWatch,
  type Storage,
  Tensor,
  watchState,
} from '../tensor/index.js';
import {
  call,
  type FunctionTrace,
  type MakeParameter,
  type TracedFunction,
  traceFunctions,
} from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { TransformationError } from './errors.js';
import { flatten, type Structure } from './tree.js';

/** What a parameter of a recorded function is like. */
export interface ParameterType {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** Whether its gradient is asked for. */
  readonly requiresGrad: boolean;
}

/** The way back of a recorded function. */
export interface WayBack {
  /** `(...parameters, ...draws, ...gradients of from) -> (...gradients of to, ...gradients of outer)` */
  readonly traced: TracedFunction;
  /** Numbers of the results whose gradients it takes. */
  readonly from: readonly number[];
  /** Numbers of the parameters whose gradients it gives. */
  readonly to: readonly number[];
  /** What else it gives gradients of. */
  readonly outer: readonly GradNode[];
}

/** Where there is no way back, though gradients are there: who asks for them is told why. */
export interface NoWayBack {
  readonly error: AutogradError;
  readonly to: readonly number[];
  readonly outer: readonly GradNode[];
}

export interface Traced {
  /** How the results stood in what the function gave. */
  readonly structure: Structure;
  readonly results: readonly ParameterType[];
  /** `(...parameters, ...draws) -> (...results, ...values of written, ...gradients that are set)` */
  readonly traced: TracedFunction;
  readonly back: WayBack | undefined;
  readonly noBack: NoWayBack | undefined;
  /** What it draws at random each time it is called: arguments after the parameters. */
  readonly draws: readonly StepDraw[];
  /** What it changes in place, and what it makes that is to stay. */
  readonly written: readonly Storage[];
  /** What it made that is to stay: where there is something, another call will go another way. */
  readonly born: readonly Storage[];
  /** `() -> values that born was made with`, where these were asked for */
  readonly beginnings: TracedFunction | undefined;
  /** Tensors whose `.grad` it sets or takes away. */
  readonly graded: readonly { readonly tensor: Tensor; readonly isSet: boolean }[];
}

/**
 * Calls `run` once with parameters that have no values.
 * @param withBeginnings whether what it makes that is to stay can be given its first values, see {@link settleAtBeginning}
 * @throws CaptureError when it reads a value.
 */
export function trace(
  types: readonly ParameterType[],
  run: (parameters: Tensor[]) => unknown,
  watch = new StateWatch<Tensor>(),
  withBeginnings = false,
): Traced {
  try {
    return traceWatched(types, run, watch, withBeginnings);
  } finally {
    watch.restore();
  }
}

function traceWatched(
  types: readonly ParameterType[],
  run: (parameters: Tensor[]) => unknown,
  watch: StateWatch<Tensor>,
  withBeginnings: boolean,
): Traced {
  return inTraceScope(() => {
    let there: WayThere | undefined;
    let found: ReturnType<typeof traceBack>;
    const [traced, ...others] = traceFunctions(registered(), (parameter) => {
      const oldest = gradNodeCount() + 1;
      there = traceThere(types, run, watch, parameter);
      const { parameters, tensors, trace, seen } = there;
      const traces = withBeginnings ? [trace, valuesAtFirst(seen.born, watch)] : [trace];
      watch.restore();
      if (!isGradEnabled()) return traces;
      found = traceBack(parameters, tensors, oldest, (shape) => parameter(shape, 'float32'));
      if (found?.kind !== 'way') return traces;
      const { cotangents, gradients } = found;
      return [...traces, { parameters: [...trace.parameters, ...cotangents], results: gradients }];
    });
    const beginnings = withBeginnings ? others.shift() : undefined;
    const [way] = others;
    if (!there || !traced) throw new Error('A function was not recorded.');
    const back = found?.kind === 'way' && way ? { ...found.back, traced: way } : undefined;
    const noBack = found?.kind === 'none' ? found : undefined;
    return { ...there.seen, traced, beginnings, back, noBack };
  });
}

/** A call of a function that is being recorded. */
interface WayThere {
  readonly parameters: readonly Tensor[];
  readonly tensors: readonly Tensor[];
  readonly trace: FunctionTrace;
  readonly seen: Pick<Traced, 'structure' | 'results' | 'draws' | 'written' | 'born' | 'graded'>;
}

/** Calls the function; what it changed is for the caller to restore. */
function traceThere(
  types: readonly ParameterType[],
  run: (parameters: Tensor[]) => unknown,
  watch: StateWatch<Tensor>,
  parameter: MakeParameter,
): WayThere {
  const inputs = types.map(({ shape, dtype }) => parameter(shape, dtype));
  // A clone, for what the function does to its argument in place must leave the parameter as it is.
  const parameters = inputs.map((input, i) => {
    const tensor = Tensor.fromTfjs(tf.clone(input), 'parameter');
    return types[i].requiresGrad ? tensor.requiresGrad_() : tensor;
  });
  const draws: StepDraw[] = [];
  const drawn: tf.Tensor[] = [];
  const value = recordStepRandom(
    (draw) => {
      draws.push(draw);
      const tensor = parameter(draw.shape, draw.dtype);
      drawn.push(tensor);
      return tf.clone(tensor);
    },
    () => watchState(watch, () => run(parameters)),
  );
  const { tensors, structure } = flatten(value);
  const { born } = watch;
  const written = [...watch.written, ...born];
  const graded = [...watch.graded.keys()].map((tensor) => ({
    tensor,
    isSet: tensor.gradValue !== undefined,
  }));
  const values = [
    ...written.map((storage) => tf.clone(storage.read())),
    ...graded.flatMap(({ tensor }) => (tensor.gradValue ? [tf.clone(tensor.gradValue)] : [])),
  ];
  for (const { tensor } of graded) tensor.grad = undefined;
  return {
    parameters,
    tensors,
    trace: {
      parameters: [...inputs, ...drawn],
      results: [...tensors.map((tensor) => tensor.tf), ...values],
    },
    seen: { structure, results: tensors.map(typeOf), draws, written, born, graded },
  };
}

function valuesAtFirst(born: readonly Storage[], watch: StateWatch<Tensor>): FunctionTrace {
  const results = born.map((storage) => tf.clone(watch.firstValue(storage)));
  return { parameters: [], results };
}

/** Parameters for these tensors; their gradients are asked for unless gradients are off. */
export function typesOf(tensors: readonly Tensor[]): ParameterType[] {
  return tensors.map(({ shape, dtype, requiresGrad }) => ({
    shape,
    dtype,
    requiresGrad: requiresGrad && isGradEnabled(),
  }));
}

function typeOf(tensor: Tensor): ParameterType {
  const { shape, dtype, requiresGrad } = tensor;
  return { shape, dtype, requiresGrad };
}

/**
 * As {@link trace}, for functions that may run any number of times at once, so that they can change nothing.
 * @throws TransformationError when it changes a tensor from outside in place.
 */
export function tracePure(
  transform: string,
  types: readonly ParameterType[],
  run: (parameters: Tensor[]) => unknown,
): Traced {
  const traced = trace(types, run);
  const [storage] = traced.written;
  if (!storage && traced.graded.length === 0) return traced;
  traced.traced.dispose();
  traced.back?.traced.dispose();
  const what = storage
    ? `a tensor of shape [${storage.shape.join(', ')}], made by '${storage.operation}',`
    : "a tensor's .grad";
  throw new TransformationError(
    transform,
    'changes state',
    `its function changes ${what} that was there before. Take it as an argument and return the new value instead; ` +
      'a layer that measures as it trains, as BatchNorm, can be put into eval mode.',
  );
}

/** Gives what was made to stay the values that it was made with, as if its first use were still to come. */
export function settleAtBeginning({ born, beginnings }: Traced): void {
  if (!beginnings) return;
  const values = call(registered(), beginnings, []);
  born.forEach((storage, i) => {
    storage.replace(values[i]);
  });
}

/** Puts what a call computed beside its results where it belongs; gives the results. */
export function settle(traced: Traced, values: readonly tf.Tensor[]): tf.Tensor[] {
  const results = values.slice(0, traced.results.length);
  const rest = values.slice(results.length);
  for (const storage of traced.written) {
    const value = rest.shift();
    if (value) storage.replace(value);
  }
  for (const { tensor, isSet } of traced.graded) {
    const value = isSet ? rest.shift() : undefined;
    tensor.grad = undefined;
    if (value) tensor.accumulate(value);
  }
  return results;
}

/** The nodes of what gets a gradient, where anything does; the way back is let go of where nothing does. */
export function nextOf(
  { back, noBack }: Traced,
  inputs: readonly Tensor[],
): (GradNode | undefined)[] {
  const way = back ?? noBack;
  if (!way) return [];
  const next = [...way.to.map((i) => inputs[i].gradNode), ...way.outer];
  if (isGradEnabled() && next.some((node) => node)) return next;
  back?.traced.dispose();
  return [];
}

/** What goes back where there is no way: nothing. @throws AutogradError where there are gradients all the same */
export function goNowhere({ noBack }: Traced): [] {
  if (noBack) throw noBack.error;
  return [];
}

/** Walks from the results to the parameters and to what was made before the function was called. */
function traceBack(
  parameters: readonly Tensor[],
  results: readonly Tensor[],
  oldest: number,
  cotangent: (shape: readonly number[]) => tf.Tensor,
) {
  const from = results.flatMap((tensor, i) => (tensor.gradNode ? [i] : []));
  if (from.length === 0) return undefined;
  const to = parameters.flatMap((tensor, i) => (tensor.gradNode ? [i] : []));
  const roots = from.flatMap((i) => results[i].gradNode ?? []);
  const made = roots.flatMap((node) =>
    node.kind === 'operation' && node.id >= oldest ? [node] : [],
  );
  const operations = operationsFrom(made, oldest);
  // The function has called `backward` itself.
  if (operations.some(({ rule }) => !rule)) return undefined;
  const reached = [...roots, ...operations.flatMap(({ next }) => next)];
  const outer = [...new Set(reached.flatMap((node) => (node && node.id < oldest ? [node] : [])))];
  const cotangents = from.map((i) => cotangent(results[i].shape));
  const start = new Map<GradNode, tf.Tensor>();
  roots.forEach((root, i) => {
    const other = start.get(root);
    start.set(root, other ? tf.add(other, cotangents[i]) : tf.clone(cotangents[i]));
  });
  const targets = [...to.flatMap((i) => parameters[i].gradNode ?? []), ...outer];
  let sums: (tf.Tensor | undefined)[];
  try {
    sums = gradientsOf(start, targets, { oldest });
  } catch (error) {
    if (error instanceof AutogradError && error.problem === 'no rule')
      return { kind: 'none' as const, error, to, outer };
    throw error;
  }
  const kept = outer.filter((_, i) => sums[to.length + i] !== undefined);
  const gradients = [
    ...to.map((parameter, i) => sums[i] ?? tf.fill([...parameters[parameter].shape], 0)),
    ...sums.slice(to.length).flatMap((sum) => sum ?? []),
  ];
  return { kind: 'way' as const, back: { from, to, outer: kept }, cotangents, gradients };
}
