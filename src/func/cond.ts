/** One of two functions, by a truth value on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { stepRandom } from '../random/index.js';
import { checkTensor, type GradNode, isGradEnabled, Tensor } from '../tensor/index.js';
import { call, cond as condOp, type TracedFunction, traceFunctions } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { onlySaved, orZeros, remembered } from './remember.js';
import {
  goNowhere,
  type NoWayBack,
  type ParameterType,
  type Traced,
  tracePure,
  typesOf,
  type WayBack,
} from './trace.js';
import { flatten, mismatch, type Tree, unflatten } from './tree.js';

/**
 * `whenTrue(...args)` or `whenFalse(...args)`, chosen on the device: nothing is read, so it can stand in recorded
 * functions. Only the chosen one is computed. On other backends than XLA the predicate is read.
 * PyTorch: `torch.cond`; JAX: `jax.lax.cond`.
 *
 * @param predicate a tensor of one element, or a truth value
 * @throws TransformationError when the results differ in structure, shape or type, or a branch changes what was there before.
 * @throws CaptureError when a branch reads a value.
 */
export function cond<Args extends readonly Tree[], Result extends Tree>(
  predicate: Tensor | boolean,
  whenTrue: (...args: Args) => Result,
  whenFalse: (...args: Args) => Result,
  ...args: Args
): Result {
  checkFunctions('cond', whenTrue, whenFalse);
  if (typeof predicate === 'boolean') return (predicate ? whenTrue : whenFalse)(...args);
  checkTensor('cond', predicate, 'the predicate');
  if (predicate.numel() !== 1) {
    throw new TransformationError(
      'cond',
      'predicate',
      `the predicate must have one element, and is of shape [${predicate.shape.join(', ')}]. Reduce it, as by all() ` +
        'or any(); where() chooses for each element.',
    );
  }
  if (!onXla()) return (predicate.item() ? whenTrue : whenFalse)(...args);
  const { tensors, structure } = flatten(args);
  const types = typesOf(tensors);
  const [yes, no] = [whenTrue, whenFalse].map((branch) =>
    tracePure('cond', types, (parameters) => branch(...(unflatten(structure, parameters) as Args))),
  );
  checkAlike(yes, no);
  return unflatten(yes.structure, choose(predicate, yes, no, tensors)) as Result;
}

function choose(predicate: Tensor, yes: Traced, no: Traced, args: readonly Tensor[]): Tensor[] {
  const draws = [yes, no].map(({ draws }) =>
    draws.map((draw) => onlySaved(stepRandom(draw), 'cond')),
  );
  const inputs = [...args, ...draws.flat()];
  const test = Tensor.fromTfjs(
    tf.tidy(() => tf.clone(tf.cast(tf.reshape(predicate.tf, []), 'bool'))),
    'cond',
  );
  const places = [draws[0].map((_, i) => i), draws[1].map((_, i) => draws[0].length + i)].map(
    (list) => list.map((i) => args.length + i),
  );
  // Both take the same arguments: those of the caller, then what either of them draws.
  const branches = [yes, no].map(({ traced }, i) =>
    adapted(inputs, (all) =>
      call(registered(), traced, [
        ...all.slice(0, args.length),
        ...places[i].map((place) => all[place]),
      ]),
    ),
  );
  const values = tf.tidy(() =>
    condOp(
      registered(),
      test.tf,
      branches[0],
      branches[1],
      inputs.map((tensor) => tensor.tf),
    ),
  );
  for (const traced of [...branches, yes.traced, no.traced]) traced.dispose();
  return rememberChoice(test, [yes, no], inputs, values, places);
}

/** What gets a gradient: an input, by its number, or what a branch uses from outside. */
type Target = number | GradNode;

const targetsOf = (way: WayBack | NoWayBack): Target[] => [...way.to, ...way.outer];

function rememberChoice(
  test: Tensor,
  sides: readonly Traced[],
  inputs: readonly Tensor[],
  values: readonly tf.Tensor[],
  places: readonly (readonly number[])[],
): Tensor[] {
  const ways = sides.flatMap(({ back, noBack }) => back ?? noBack ?? []);
  const targets = [...new Set(ways.flatMap(targetsOf))];
  const next = targets.map((one) => (typeof one === 'number' ? inputs[one].gradNode : one));
  const isAsked = isGradEnabled() && next.some((node) => node);
  const refused = sides.find(({ noBack }) => noBack);
  const from = [...new Set(sides.flatMap(({ back }) => back?.from ?? []))];
  const branches =
    isAsked && !refused ? gradientBranches(sides, inputs, places, from, targets) : [];
  for (const { back } of sides) back?.traced.dispose();
  if (!isAsked) return remembered({ name: 'cond', values, next: [], saved: [], back: () => [] });
  if (refused) {
    const back = () => goNowhere(refused);
    return remembered({ name: 'cond', values, next, saved: [], back });
  }
  const captured = branches.map(({ captured }) =>
    captured.map((value) => onlySaved(value, 'cond')),
  );
  return remembered({
    name: 'cond',
    values,
    next,
    saved: [test, ...inputs, ...captured.flat()],
    back: (dys, [chosen, ...saved]) => {
      const first = saved.slice(inputs.length, inputs.length + captured[0].length);
      const second = saved.slice(inputs.length + captured[0].length);
      return condOp(
        registered(),
        chosen,
        { subgraph: branches[0].subgraph, captured: first },
        { subgraph: branches[1].subgraph, captured: second },
        [...saved.slice(0, inputs.length), ...orZeros(dys, from, sides[0].results)],
      );
    },
  });
}

/** The way back of each side, from the inputs and the gradients of `from` to those of all targets: zeros where it has none. */
function gradientBranches(
  sides: readonly Traced[],
  inputs: readonly Tensor[],
  places: readonly (readonly number[])[],
  from: readonly number[],
  targets: readonly Target[],
): TracedFunction[] {
  const types = [...inputs, ...from.map((i) => sides[0].results[i])];
  const arity = inputs.length - places.flat().length;
  const shapes = targets.map((target) =>
    sides.flatMap(({ back }) => {
      const at = back ? targetsOf(back).indexOf(target) : -1;
      return back && at >= 0 ? [back.traced.subgraph.results[at].shape] : [];
    }),
  );
  const zeros = (target: number) => tf.fill([...shapes[target][0]], 0);
  return sides.map(({ back }, side) =>
    adapted(types, (all) => {
      if (!back) return targets.map((_, i) => zeros(i));
      const given = [...all.slice(0, arity), ...places[side].map((place) => all[place])];
      const dys = back.from.map((i) => all[inputs.length + from.indexOf(i)]);
      const found = call(registered(), back.traced, [...given, ...dys]);
      const known = targetsOf(back);
      return targets.map((target, i) => found[known.indexOf(target)] ?? zeros(i));
    }),
  );
}

/** A recorded function around others. */
function adapted(
  types: readonly Omit<ParameterType, 'requiresGrad'>[],
  run: (parameters: tf.Tensor[]) => tf.Tensor[],
): TracedFunction {
  const [traced] = traceFunctions(registered(), (parameter) => {
    const parameters = types.map(({ shape, dtype }) => parameter(shape, dtype));
    return [{ parameters, results: run(parameters) }];
  });
  return traced;
}

function checkAlike(yes: Traced, no: Traced): void {
  const flat = ({ structure, results }: Traced) => ({ structure, tensors: results });
  const wrong = mismatch(flat(yes), flat(no));
  if (wrong === undefined) return;
  throw new TransformationError(
    'cond',
    'structure',
    `both branches must give the same structure, shapes and types; in the second one ${wrong}.`,
  );
}
