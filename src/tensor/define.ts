/** Adds methods to `Tensor`, so that each family of operations has a file of its own. */
import { Tensor } from './tensor.js';

/** Only types know it: what marks options that may be given in place of what stands by place. */
declare const BY_NAME: unique symbol;

/** Options that name what may stand by place too: methods/by-name.ts brings them there. */
export type ByName<Options> = Options & { readonly [BY_NAME]?: never };

type NotByName<Given> = Given extends unknown
  ? typeof BY_NAME extends keyof Given
    ? never
    : Given
  : never;

/** A method as it is written: with all in its place. */
type ByPlace<Method> = Method extends (...args: infer Args) => infer Result
  ? (this: Tensor, ...args: { [Place in keyof Args]: NotByName<Args[Place]> }) => Result
  : Method;

type Methods = { [Name in keyof Tensor]?: ByPlace<Tensor[Name]> };

/** Puts `methods` on the prototype, as a class body would: not enumerable. */
export function defineMethods(methods: Methods & ThisType<Tensor>): void {
  for (const key of Reflect.ownKeys(methods)) {
    const property = Object.getOwnPropertyDescriptor(methods, key);
    Object.defineProperty(Tensor.prototype, key, { ...property, enumerable: false });
  }
}
