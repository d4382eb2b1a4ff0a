/** Adds methods to `Tensor`, so that each family of operations has a file of its own. */
import { Tensor } from './tensor.js';

/** Puts `methods` on the prototype, as a class body would: not enumerable. */
export function defineMethods(methods: Partial<Tensor> & ThisType<Tensor>): void {
  for (const key of Reflect.ownKeys(methods)) {
    const property = Object.getOwnPropertyDescriptor(methods, key);
    Object.defineProperty(Tensor.prototype, key, { ...property, enumerable: false });
  }
}
