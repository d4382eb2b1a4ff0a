/** Reads tables of cases and what PyTorch gave for them; makes the inputs as make-case-goldens.py makes them. */
import assert from 'node:assert/strict';
import * as nn from '../../src/nn/index.js';
import {
  arange,
  ComplexTensor,
  noGrad,
  rand,
  randint,
  randn,
  Tensor,
  tensor,
} from '../../src/tensor/index.js';
import { caseGoldens, caseTable } from './golden.js';

/** What JSON has no number for is a text that `Number` reads. */
export type Values = readonly [shape: number[], values: (number | boolean | string)[]];

/** What PyTorch gave for a case. */
export interface CaseGolden {
  readonly outputs: Values[];
  readonly gradients?: (Values | null)[];
  readonly parameters?: Record<string, Values | null>;
  readonly buffers?: Record<string, Values>;
  readonly evaluated?: Values[];
}

interface MadeInput {
  readonly shape: number[];
  readonly as?: string;
  readonly constant?: boolean;
  readonly low?: number;
  readonly high?: number;
  readonly dim?: number;
}

interface TensorInput {
  readonly tensor: number | boolean | number[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
  readonly constant?: boolean;
}

export type Spec =
  | { readonly complex: number[] }
  | number[]
  | MadeInput
  | TensorInput
  | { readonly list: Spec[] }
  | null;

export interface Case {
  readonly name: string;
  readonly case?: string;
  readonly args?: unknown[];
  readonly options?: Record<string, unknown>;
  readonly call?: Record<string, unknown>;
  readonly wrap?: 'orthogonal' | 'spectralNorm' | 'weightNorm';
  readonly wrapOptions?: object;
  /** Whether the function is the older one, of `nn.utils` itself. */
  readonly old?: true;
  readonly inputs: Spec[];
  readonly seed?: number;
  /** Of the sequences that the first input packs. */
  readonly lengths?: number[];
}

export const casesOf = (table: string): Case[] => caseTable(table) as Case[];
/** With the names that their goldens have. */
export const namedCases = (table: string): [name: string, given: Case][] =>
  casesOf(table).map((given) => [given.case ?? given.name, given]);
export const goldensOf = (table: string): Record<string, CaseGolden> =>
  caseGoldens(table) as Record<string, CaseGolden>;

/** An argument: `{ tensor }` is a tensor, `{ module }` a module, also inside of arrays and objects. */
export function argumentOf(argument: unknown): unknown {
  if (Array.isArray(argument)) return argument.map(argumentOf);
  if (typeof argument !== 'object' || argument === null) return argument;
  if ('tensor' in argument) return tensorOf(argument as TensorInput);
  if ('module' in argument) return moduleOf(argument.module as Case);
  return Object.fromEntries(
    Object.entries(argument).map(([key, value]) => [key, argumentOf(value)]),
  );
}

const tensorOf = ({ tensor: values, dtype }: TensorInput): Tensor =>
  tensor(values, undefined, dtype ?? 'float32');

export type Input = Tensor | ComplexTensor | Input[] | undefined;

export function inputOf(spec: Spec): Input {
  if (spec === null) return undefined;
  if (Array.isArray(spec)) return randn(spec).requiresGrad_();
  if ('complex' in spec) {
    const part = () => randn(spec.complex).requiresGrad_();
    return new ComplexTensor(part(), part());
  }
  if ('list' in spec) return spec.list.map(inputOf);
  const made = noGrad(() => ('tensor' in spec ? tensorOf(spec) : drawn(spec)));
  return made.dtype === 'float32' && !spec.constant ? made.requiresGrad_() : made;
}

function drawn({ shape, as = 'randn', low = 0, high = 2, dim = 1 }: MadeInput): Tensor {
  switch (as) {
    case 'randn':
      return randn(shape);
    case 'rand':
      return rand(shape);
    case 'positive':
      return rand(shape).add(0.5);
    case 'probability':
      return rand(shape).mul(0.9).add(0.05);
    case 'softmax':
      return randn(shape).softmax(1);
    case 'logSoftmax':
      return randn(shape).logSoftmax(dim);
    case 'sign':
      return randint(0, 2, shape).float().mul(2).sub(1);
    case 'int':
      return randint(low, high, shape);
    case 'special':
      return tensor(special(shape), shape);
    default:
      throw new TypeError(`There are no inputs '${as}'.`);
  }
}

/** NaN, infinities, halves, zero, and numbers near the largest and the smallest. */
const SPECIAL = [NaN, 0.5, -Infinity, 1.5, 0, -2.5, Infinity, -0.5, 2.5, -1.5, 3e38, 1e-30];

function special(shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, (_, i) => SPECIAL[i % SPECIAL.length]);
}

/** All tensors in a result, in order. */
export function flat(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (value instanceof ComplexTensor) return [value.real, value.imag];
  return Array.isArray(value) ? value.flatMap(flat) : [];
}

/** Sends the script's gradient into all results at once. */
export function sendBack(outputs: readonly Tensor[]): void {
  const graded = outputs.filter((output) => output.requiresGrad);
  if (graded.length === 0) return;
  const parts = graded.map((output) => {
    const incoming = arange(output.numel()).mul(7).remainder(11).sub(5).div(5);
    return output.mul(incoming.reshape(output.shape)).sum();
  });
  parts.reduce((sum, part) => sum.add(part)).backward();
}

/** How far a value may be off: relative, and of the largest value. */
const RELATIVE = 3e-5;
const ABSOLUTE = 5e-6;

export function assertValues(actual: Tensor | undefined, golden: Values, what: string): void {
  assert.ok(actual, `${what} is missing`);
  const [shape, values] = golden;
  assert.deepEqual([...actual.shape], shape, `the shape of ${what}`);
  const found = actual.dataSync();
  // Long tensors are stored as every n-th element, n odd.
  let step = 1;
  while (Math.ceil(found.length / step) > values.length) step += 2;
  const largest = values.reduce<number>((most, value) => Math.max(most, finiteSize(value)), 0);
  values.forEach((value, i) => {
    const wanted = Number(value);
    const got = found[i * step];
    if (Object.is(got, wanted) || got === wanted) return;
    const tolerance = RELATIVE * Math.abs(wanted) + ABSOLUTE * Math.max(1, largest);
    assert.ok(
      Math.abs(got - wanted) <= tolerance,
      `${what}[${i * step}] is ${got}, in PyTorch ${wanted}`,
    );
  });
}

const finiteSize = (value: Values[1][number]): number =>
  Number.isFinite(Number(value)) ? Math.abs(Number(value)) : 0;

/** Compares the gradients of inputs; PyTorch gives none where nothing flowed. */
export function assertGradients(inputs: readonly Input[], golden: CaseGolden): void {
  const { gradients } = golden;
  if (!gradients) return;
  flat(inputs).forEach((input, i) => {
    const gradient = gradients[i];
    // A gradient of nothing but zeros may as well be none.
    const isNone = !input.grad && gradient?.[1].every((value) => value === 0);
    if (gradient && !isNone) assertValues(input.grad, gradient, `the gradient of input ${i}`);
  });
}

/** Makes `new nn[name](...)`. */
export function moduleOf({
  name,
  args = [],
  options,
  wrap,
  wrapOptions,
  old,
}: Case): nn.Module<unknown[], unknown> {
  const made: unknown = Reflect.get(nn, name);
  assert.ok(typeof made === 'function', `nn.${name} is missing`);
  const given = args.map(argumentOf);
  const module: unknown = Reflect.construct(
    made,
    options ? [...given, argumentOf(options)] : given,
  );
  assert.ok(module instanceof nn.Module);
  if (old && wrap && wrap !== 'orthogonal') nn.utils[wrap](module, wrapOptions);
  else if (wrap) nn.utils.parametrizations[wrap](module, wrapOptions);
  return module as nn.Module<unknown[], unknown>;
}
