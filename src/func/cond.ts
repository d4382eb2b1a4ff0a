/** One of two functions, by a truth value on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { stepRandom } from '../random/index.js';
import { checkTensor, isGradEnabled, Tensor } from '../tensor/index.js';
import { call, cond as condOp, type TracedFunction, traceFunctions } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { onlySaved, orZeros, remembered } from './remember.js';
import { goNowhere, type ParameterType, type Traced, tracePure } from './trace.js';
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
  const types = tensors.map(({ shape, dtype, requiresGrad }) => ({
    shape,
    dtype,
    requiresGrad: requiresGrad && isGradEnabled(),
  }));
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
  const types = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const places = [draws[0].map((_, i) => i), draws[1].map((_, i) => draws[0].length + i)].map(
    (list) => list.map((i) => args.length + i),
  );
  // Both take the same arguments: those of the caller, then what either of them draws.
  const branches = [yes, no].map(({ traced }, i) =>
    adapted(types, (all) =>
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
  for (const { dispose } of [...branches, yes.traced, no.traced].map(disposer)) dispose();
  return rememberChoice(test, [yes, no], inputs, values, places);
}

const disposer = (traced: TracedFunction) => ({ dispose: () => traced.dispose() });

function rememberChoice(
  test: Tensor,
  sides: readonly Traced[],
  inputs: readonly Tensor[],
  values: readonly tf.Tensor[],
  places: readonly (readonly number[])[],
): Tensor[] {
  const results = sides[0].results;
  const to = [...new Set(sides.flatMap(({ back, noBack }) => (back ?? noBack)?.to ?? []))];
  const outer = [...new Set(sides.flatMap(({ back, noBack }) => (back ?? noBack)?.outer ?? []))];
  const next = [...to.map((i) => inputs[i].gradNode), ...outer];
  const isAsked = isGradEnabled() && next.some((node) => node);
  const refused = sides.find(({ noBack }) => noBack);
  const wanted = isAsked && !refused;
  const from = [...new Set(sides.flatMap(({ back }) => back?.from ?? []))];
  const arity = inputs.length - places.flat().length;
  const shapes = outer.map((node) =>
    sides.flatMap(({ back }) => {
      const at = back?.outer.indexOf(node) ?? -1;
      return back && at >= 0 ? [back.traced.subgraph.results[back.to.length + at].shape] : [];
    }),
  );
  const types: Omit<ParameterType, 'requiresGrad'>[] = [
    ...inputs.map(({ shape, dtype }) => ({ shape, dtype })),
    ...from.map((i) => results[i]),
  ];
  const branches = wanted
    ? sides.map(({ back }, side) =>
        adapted(types, (all) => {
          const given = [...all.slice(0, arity), ...places[side].map((place) => all[place])];
          const dys = (back?.from ?? []).map((i) => all[inputs.length + from.indexOf(i)]);
          const found = back ? call(registered(), back.traced, [...given, ...dys]) : [];
          const gradient = (at: number, shape: readonly number[]) =>
            at < 0 ? tf.fill([...shape], 0) : found[at];
          return [
            ...to.map((i) => gradient(back?.to.indexOf(i) ?? -1, inputs[i].shape)),
            ...outer.map((node, i) => {
              const at = back?.outer.indexOf(node) ?? -1;
              return gradient(at < 0 ? -1 : at + (back?.to.length ?? 0), shapes[i][0]);
            }),
          ];
        }),
      )
    : [];
  for (const { back } of sides) back?.traced.dispose();
  if (isAsked && refused) {
    const back = () => goNowhere(refused);
    return remembered({ name: 'cond', values, next, saved: [], back });
  }
  const captured = branches.map(({ captured }) =>
    captured.map((value) => onlySaved(value, 'cond')),
  );
  return remembered({
    name: 'cond',
    values,
    next: wanted ? next : [],
    saved: wanted ? [test, ...inputs, ...captured.flat()] : [],
    back: (dys, [chosen, ...saved]) => {
      const first = saved.slice(inputs.length, inputs.length + captured[0].length);
      const second = saved.slice(inputs.length + captured[0].length);
      return condOp(
        registered(),
        chosen,
        { subgraph: branches[0].subgraph, captured: first },
        { subgraph: branches[1].subgraph, captured: second },
        [...saved.slice(0, inputs.length), ...orZeros(dys, from, results)],
      );
    },
  });
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
