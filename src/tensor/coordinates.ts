/** Places in tensors, as coordinates. */
import { tensor } from './creation.js';
import { IndexError, OptionError } from './errors.js';
import { checkTensor } from './operands.js';
import { checkWhole, type Sole, soleOption } from './options.js';
import { checkSizes, show, sizeOf } from './shapes.js';
import type { Tensor } from './tensor.js';

/** Rows and columns of the places that count, row by row. */
function triangle(
  operation: string,
  rows: number,
  columns: number,
  given: Sole<'offset', number> | undefined,
  counts: (row: number, column: number, offset: number) => boolean,
): Tensor {
  checkWhole(operation, 'row', rows, 0);
  checkWhole(operation, 'col', columns, 0);
  const offset = soleOption(operation, 'offset', given, 0);
  if (!Number.isInteger(offset)) {
    throw new OptionError(operation, 'offset', offset, 'a whole number');
  }
  const places: [number[], number[]] = [[], []];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!counts(row, column, offset)) continue;
      places[0].push(row);
      places[1].push(column);
    }
  }
  return tensor(Int32Array.from(places.flat()), [2, places[0].length]);
}

/** The rows and columns of the lower triangle of a matrix `[row, col]`, int32 `[2, places]`. PyTorch: `torch.tril_indices`. */
export function trilIndices(row: number, col: number, offset?: Sole<'offset', number>): Tensor {
  return triangle('trilIndices', row, col, offset, (i, j, by) => j - i <= by);
}

/** The rows and columns of the upper triangle of a matrix `[row, col]`, int32 `[2, places]`. PyTorch: `torch.triu_indices`. */
export function triuIndices(row: number, col: number, offset?: Sole<'offset', number>): Tensor {
  return triangle('triuIndices', row, col, offset, (i, j, by) => j - i >= by);
}

/**
 * The coordinates of places in a flattened tensor of this shape: a tensor in the shape of `indices` for each dimension, int32.
 * Negative places count from the end. PyTorch: `torch.unravel_index`.
 * @throws IndexError where there is no such place.
 */
export function unravelIndex(indices: Tensor, shape: readonly number[]): Tensor[] {
  checkTensor('unravelIndex', indices, 'the list of places');
  checkSizes('unravelIndex', shape);
  const size = sizeOf(shape);
  const places = Array.from(indices.dataSync(), (place) => (place < 0 ? place + size : place));
  const wrong = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < size));
  if (wrong !== undefined) {
    throw new IndexError(
      'unravelIndex',
      `place ${wrong} is out of range for a tensor of shape ${show(shape)}.`,
    );
  }
  return shape.map((length, dim) => {
    const inner = sizeOf(shape.slice(dim + 1));
    const coordinates = places.map((place) => Math.floor(place / inner) % length);
    return tensor(Int32Array.from(coordinates), indices.shape);
  });
}
