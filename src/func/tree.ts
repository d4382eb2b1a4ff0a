/** Tensors in arrays and plain objects: taken apart into a list, and put together again. JAX: pytrees. */
import { Tensor } from '../tensor/index.js';

/** A tensor, or arrays and plain objects of trees. */
export type Tree = Tensor | readonly Tree[] | { readonly [key: string]: Tree };

/** How to put a value together: what stands where a tensor was is its number. */
export type Structure =
  | { readonly kind: 'tensor'; readonly index: number }
  | { readonly kind: 'list'; readonly items: readonly Structure[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Structure])[] }
  | { readonly kind: 'static'; readonly value: unknown };

/** The tensors of a value, in order, and where they stood. */
export function flatten(value: unknown): { tensors: Tensor[]; structure: Structure } {
  const tensors: Tensor[] = [];
  const visit = (part: unknown): Structure => {
    if (part instanceof Tensor) return { kind: 'tensor', index: tensors.push(part) - 1 };
    if (Array.isArray(part)) return { kind: 'list', items: part.map(visit) };
    if (isPlainObject(part)) {
      const entries = Object.entries(part).map(([key, item]) => [key, visit(item)] as const);
      return { kind: 'object', entries };
    }
    return { kind: 'static', value: part };
  };
  return { structure: visit(value), tensors };
}

/** The value with other tensors in the places of those that it had. */
export function unflatten(structure: Structure, tensors: readonly unknown[]): unknown {
  switch (structure.kind) {
    case 'tensor':
      return tensors[structure.index];
    case 'list':
      return structure.items.map((item) => unflatten(item, tensors));
    case 'object':
      return Object.fromEntries(
        structure.entries.map(([key, item]) => [key, unflatten(item, tensors)]),
      );
    case 'static':
      return structure.value;
    default:
      return structure satisfies never;
  }
}

/** Where the structures differ, as `[0].weight`; undefined where they are the same but for static values. */
function difference(a: Structure, b: Structure, at = ''): string | undefined {
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    return first(a.items.map((item, i) => difference(item, b.items[i], `${at}[${i}]`)));
  }
  if (a.kind === 'object' && b.kind === 'object' && a.entries.length === b.entries.length) {
    return first(
      a.entries.map(([key, item], i) =>
        b.entries[i][0] === key
          ? difference(item, b.entries[i][1], `${at}.${key}`)
          : `${at}.${key}`,
      ),
    );
  }
  return a.kind === b.kind && a.kind !== 'list' && a.kind !== 'object' ? undefined : at || 'it';
}

const first = (found: readonly (string | undefined)[]) =>
  found.find((difference) => difference !== undefined);

/** What {@link flatten} gives. */
export type Flat = ReturnType<typeof flatten>;

/** How a second value differs from a first one, in words; undefined where it is like it. */
export function mismatch(
  before: Pick<Flat, 'structure'> & { readonly tensors: readonly TensorLike[] },
  after: Pick<Flat, 'structure'> & { readonly tensors: readonly TensorLike[] },
): string | undefined {
  const at = difference(before.structure, after.structure);
  if (at !== undefined) return `it is built otherwise, at ${at}`;
  const wrong = before.tensors.findIndex((one, i) => show(one) !== show(after.tensors[i]));
  if (wrong < 0) return undefined;
  return `a tensor is ${show(after.tensors[wrong])} and not ${show(before.tensors[wrong])}`;
}

interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
}

export const show = ({ shape, dtype }: TensorLike) => `${dtype} [${shape.join(', ')}]`;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
