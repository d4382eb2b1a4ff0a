/** What JavaScript's own syntax does with tensors: it has loops over them, but no operators. */
import { defineMethods } from '../define.js';
import { DtypeError, ShapeError } from '../errors.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The parts along dimension 0, as in `for (const row of x)`. @throws ShapeError where there is no dimension. */
    [Symbol.iterator](): Iterator<Tensor>;
    /** Texts show it, as in `${x}`. @throws DtypeError for operators, which would give NaN or a text in silence. */
    [Symbol.toPrimitive](hint: string): string;
  }
}

defineMethods({
  [Symbol.iterator]() {
    if (this.ndim > 0) return this.unbind(0).values();
    throw new ShapeError(
      'iterator',
      [this.shape],
      'A tensor without dimensions has no parts to go through; its value is x.item().',
    );
  },
  [Symbol.toPrimitive](hint) {
    if (hint === 'string') return this.toString();
    throw new DtypeError(
      'Tensor',
      'JavaScript has no operators for tensors. In place of a + b write a.add(b), of 2 * a a.mul(2), of a == b a.eq(b); the ' +
        'number in a loss is loss.item(), its text String(loss).',
    );
  },
});
