/** Sums of products by Einstein's notation, as matrix products. PyTorch: `torch.einsum`. */
import { DtypeError, ShapeError, shown } from './errors.js';
import { asOneOperation } from './kernel.js';
import { checkTensor } from './operands.js';
import { show } from './shapes.js';
import type { Tensor } from './tensor.js';

/** A tensor whose dimensions have names; those of an ellipsis are `.0`, `.1` ... from the right. */
interface Named {
  readonly tensor: Tensor;
  readonly dims: readonly string[];
}

/**
 * `einsum('bij,bjk->bik', a, b)`, or with a list `[a, b]`: each letter names a dimension; those that the result leaves out are summed over.
 * Without `->` the result has the letters that occur once, in alphabetical order. `...` stands for any dimensions,
 * which broadcast.
 *
 * @throws ShapeError when the letters don't fit the tensors' shapes.
 */
export function einsum(
  equation: string,
  ...given: readonly Tensor[] | readonly [operands: readonly Tensor[]]
): Tensor {
  const operands = given.flat();
  if (typeof equation !== 'string') {
    throw new DtypeError(
      'einsum',
      `the equation must be a text, as 'ij,jk->ik', got ${shown(equation)}.`,
    );
  }
  for (const operand of operands) checkTensor('einsum', operand, 'each operand');
  const [left, right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== operands.length) {
    throw new DtypeError(
      'einsum',
      `'${equation}' is for ${terms.length} tensors, got ${operands.length}.`,
    );
  }
  const named = operands.map((tensor, i) => ({ tensor, dims: dimsOf(equation, terms[i], tensor) }));
  checkSizes(equation, named);
  const output = right === undefined ? impliedOutput(named) : outputOf(equation, right, named);
  return asOneOperation(() => {
    const [first, ...others] = named.map(withoutRepeats);
    const result = others.reduce((sum, next, i) => {
      const later = others.slice(i + 1).flatMap(({ dims }) => dims);
      return contract(sum, next, new Set([...output, ...later]));
    }, first);
    return arranged(result, output);
  });
}

function dimsOf(equation: string, term: string, { shape }: Tensor): string[] {
  if (!/^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/.test(term)) {
    throw new DtypeError(
      'einsum',
      `'${equation}' is not understood at '${term}': use letters and '...'.`,
    );
  }
  const [before, after] = term.split('...');
  const letters = [...before, ...(after ?? '')];
  const rest = shape.length - letters.length;
  if (rest < 0 || (after === undefined && rest > 0)) {
    throw new ShapeError(
      'einsum',
      [shape],
      `einsum: '${term}' names ${letters.length} dimensions, and the tensor has shape ${show(shape)}.`,
    );
  }
  const spread =
    after === undefined ? [] : Array.from({ length: rest }, (_, i) => `.${rest - 1 - i}`);
  return [...before, ...spread, ...(after ?? '')];
}

/** Equal letters must be of equal size; those of an ellipsis may be 1. */
function checkSizes(equation: string, named: readonly Named[]): void {
  const sizes = new Map<string, number>();
  for (const { tensor, dims } of named) {
    for (const [i, dim] of dims.entries()) {
      const size = tensor.shape[i];
      const known = sizes.get(dim) ?? 1;
      if (known !== size && known !== 1 && size !== 1) {
        const shapes = named.map((one) => one.tensor.shape);
        throw new ShapeError(
          'einsum',
          shapes,
          `einsum: in '${equation}' dimension '${dim}' is ${known} in one tensor and ${size} in another; ` +
            `the shapes are ${shapes.map(show).join(' and ')}.`,
        );
      }
      sizes.set(dim, Math.max(known, size));
    }
  }
}

function outputOf(equation: string, right: string, named: readonly Named[]): string[] {
  const spread = spreadOf(named);
  const dims = right.split(/(\.\.\.)/).flatMap((part) => (part === '...' ? spread : [...part]));
  const unknown = dims.find((dim) => !named.some((one) => one.dims.includes(dim)));
  if (unknown === undefined && new Set(dims).size === dims.length) return dims;
  throw new DtypeError(
    'einsum',
    `the result of '${equation}' has '${unknown ?? right}', which ${unknown ? 'no tensor has' : 'names a dimension twice'}.`,
  );
}

function impliedOutput(named: readonly Named[]): string[] {
  const letters = named.flatMap(({ dims }) => dims.filter((dim) => dim.length === 1));
  const single = letters.filter(
    (letter) => letters.filter((other) => other === letter).length === 1,
  );
  return [...spreadOf(named), ...single.sort()];
}

/** The dimensions of the longest ellipsis. */
function spreadOf(named: readonly Named[]): string[] {
  const spreads = named.map(({ dims }) => dims.filter((dim) => dim.startsWith('.')));
  return spreads.reduce((a, b) => (a.length >= b.length ? a : b), []);
}

/** The diagonal where a letter occurs twice in one tensor. */
function withoutRepeats({ tensor, dims }: Named): Named {
  const second = dims.findIndex((dim, i) => dims.indexOf(dim) !== i);
  if (second < 0) return { tensor, dims };
  const first = dims.indexOf(dims[second]);
  const rest = dims.filter((_, i) => i !== first && i !== second);
  return withoutRepeats({
    tensor: tensor.diagonal(0, first, second),
    dims: [...rest, dims[second]],
  });
}

/** The product of two; what is not in `kept` is summed over. */
function contract(a: Named, b: Named, kept: ReadonlySet<string>): Named {
  const left = summed(a, (dim) => kept.has(dim) || b.dims.includes(dim));
  const right = summed(b, (dim) => kept.has(dim) || a.dims.includes(dim));
  const size = (dim: string) => Math.max(sizeIn(left, dim), sizeIn(right, dim));
  const shared = left.dims.filter((dim) => right.dims.includes(dim));
  const batch = shared.filter((dim) => kept.has(dim));
  const inner = shared.filter((dim) => !kept.has(dim));
  const rows = left.dims.filter((dim) => !shared.includes(dim));
  const columns = right.dims.filter((dim) => !shared.includes(dim));
  const count = (dims: readonly string[]) => dims.reduce((product, dim) => product * size(dim), 1);
  const matrices = (one: Named, order: readonly string[], shape: readonly number[]) =>
    arranged(one, order)
      .expand(order.map(size))
      .reshape([count(batch), ...shape]);
  const product = matrices(left, [...batch, ...rows, ...inner], [count(rows), count(inner)]).bmm(
    matrices(right, [...batch, ...inner, ...columns], [count(inner), count(columns)]),
  );
  const dims = [...batch, ...rows, ...columns];
  return { tensor: product.reshape(dims.map(size)), dims };
}

function sizeIn({ tensor, dims }: Named, dim: string): number {
  const at = dims.indexOf(dim);
  return at < 0 ? 1 : tensor.shape[at];
}

function summed({ tensor, dims }: Named, isKept: (dim: string) => boolean): Named {
  const gone = dims.flatMap((dim, i) => (isKept(dim) ? [] : [i]));
  if (gone.length === 0) return { tensor, dims };
  return { tensor: tensor.sum(gone), dims: dims.filter(isKept) };
}

/** In this order of dimensions; others are summed over, missing ones are of size 1. */
function arranged(one: Named, order: readonly string[]): Tensor {
  const { tensor, dims } = summed(one, (dim) => order.includes(dim));
  const present = order.filter((dim) => dims.includes(dim));
  const moved = tensor.permute(present.map((dim) => dims.indexOf(dim)));
  return moved.reshape(order.map((dim) => sizeIn({ tensor: moved, dims: present }, dim)));
}
