/**
 * Sizes that the types know: `new nn.Sequential(new nn.Linear(784, 512), new nn.Linear(500, 10))` is an error in the
 * editor. Types only. What is not known is `number` and passes. TypeScript 7 checks a Sequential of 60 layers in 0.2 s
 * (12,000 instantiations) and a file of 40 models in 0.1 s, on 2 cores at work with other things.
 */
import type { KIND, Kind } from './layer-kind.js';

/** Shown in place of a layer's type where its size does not fit. */
export interface DoesNotFit<Problem extends string> {
  /** What it gives, and what the next layer takes. */
  readonly doesNotFit: Problem;
}

/** `M` where all sizes fit; a layer whose size does not has a type that says why. */
export type Fitting<M extends readonly unknown[]> = { [K in keyof M]: M[K] & Verdict<M, K> };

type Verdict<M extends readonly unknown[], K> = number extends M['length']
  ? unknown
  : K extends keyof Walk<M, unknown>['checked']
    ? Walk<M, unknown>['checked'][K]
    : unknown;

/** Layer by layer: what each is checked to, and what comes out in the end, as `['features', 10]`. */
type Walk<
  M extends readonly unknown[],
  Size,
  Checked extends readonly unknown[] = [],
> = M extends readonly [infer L, ...infer Rest]
  ? Walk<Rest, After<L, Size>, [...Checked, Check<L, Size>]>
  : { checked: Checked; size: Size };

/** `unknown` where the layer fits what came before. */
type Check<L, Size> = L extends { readonly [KIND]: Kind<string, infer Taken, unknown> }
  ? [Taken, Size] extends [
      [infer Of extends string, infer Wanted extends number],
      [infer Of, infer Got extends number],
    ]
    ? Differ<Wanted, Got> extends true
      ? DoesNotFit<`This layer takes ${Wanted} ${Of}, and the layer before gives ${Got}. Make both the same.`>
      : unknown
    : unknown
  : unknown;

/** Whether both numbers are known, and not the same. */
type Differ<A extends number, B extends number> = number extends A
  ? false
  : number extends B
    ? false
    : [A] extends [B]
      ? false
      : true;

/** The size that comes out of a layer, given the one that came in. */
type After<L, Size> = L extends { readonly [KIND]: Kind<infer Name, infer Inner, infer Given> }
  ? Name extends 'same'
    ? Size
    : Name extends 'pooling'
      ? Size extends ['channels', number]
        ? Size
        : unknown
      : Name extends 'sequence'
        ? Inner extends readonly unknown[]
          ? number extends Inner['length']
            ? unknown
            : Walk<Inner, Size>['size']
          : unknown
        : Given
  : unknown;
