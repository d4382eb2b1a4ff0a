/** Tensors as text, as PyTorch prints them. See `torch._tensor_str`. */
import type { Dtype } from './dtype.js';
import type { Shape } from './shapes.js';

const PRECISION = 4;
/** Tensors of more elements are summarised. */
const THRESHOLD = 1000;
/** How many elements a summary shows at either end of a dimension. */
const EDGE = 3;
const LINE_WIDTH = 80;

/** @param suffix what follows the values, as `requires_grad=True` */
export function format(
  values: ArrayLike<number>,
  shape: Shape,
  dtype: Dtype,
  suffixes: string[],
): string {
  const prefix = 'tensor(';
  const empty = values.length === 0;
  const notes =
    empty && shape.length !== 1 ? [`size=(${shape.join(', ')})`, ...suffixes] : suffixes;
  const body = empty ? '[]' : block(values, shape, dtype, prefix.length);
  return `${prefix}${[body, ...notes].join(', ')})`;
}

function block(values: ArrayLike<number>, shape: Shape, dtype: Dtype, indent: number): string {
  const summarise = values.length > THRESHOLD;
  const shown = (size: number): (number | '...')[] =>
    summarise && size > 2 * EDGE
      ? [0, 1, 2, '...', size - 3, size - 2, size - 1]
      : Array.from({ length: size }, (_, i) => i);
  const sample: number[] = [];
  const collect = (dim: number, offset: number): void => {
    if (dim === shape.length) sample.push(values[offset]);
    else
      for (const i of shown(shape[dim])) if (i !== '...') collect(dim + 1, offset * shape[dim] + i);
  };
  collect(0, 0);
  const text = elementFormat(sample, dtype);

  const render = (dim: number, offset: number, depth: number): string => {
    if (dim === shape.length) return text(values[offset]);
    const parts = shown(shape[dim]).map((i) =>
      i === '...' ? ' ...' : render(dim + 1, offset * shape[dim] + i, depth + 1),
    );
    if (dim === shape.length - 1) return `[${lines(parts, depth + 1)}]`;
    const gap = `,${'\n'.repeat(shape.length - dim - 1)}${' '.repeat(depth + 1)}`;
    return `[${parts.map((part) => (part === ' ...' ? '...' : part)).join(gap)}]`;
  };
  return render(0, 0, indent);
}

/** The elements of a row, as many a line as fit. */
function lines(parts: readonly string[], indent: number): string {
  const width = Math.max(...parts.map((part) => part.length)) + 2;
  const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / width));
  if (parts.includes(' ...')) return parts.join(', ');
  const rows: string[] = [];
  for (let i = 0; i < parts.length; i += perLine) rows.push(parts.slice(i, i + perLine).join(', '));
  return rows.join(`,\n${' '.repeat(indent)}`);
}

/** How each element is written, so that all are equally wide. */
function elementFormat(sample: readonly number[], dtype: Dtype): (value: number) => string {
  const write = writer(sample, dtype);
  // As in PyTorch, what is not finite doesn't make the others wider.
  const finite = sample.filter(Number.isFinite);
  const width = Math.max(
    0,
    ...(finite.length > 0 ? finite : sample).map((value) => write(value).length),
  );
  return (value) => write(value).padStart(width);
}

function writer(sample: readonly number[], dtype: Dtype): (value: number) => string {
  if (dtype === 'bool') return (value) => (value ? 'True' : 'False');
  if (dtype === 'int32') return String;
  const finite = sample.filter(Number.isFinite);
  const sizes = finite.filter((value) => value !== 0).map(Math.abs);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  if (finite.every(Number.isInteger)) {
    const exponent = sizes.length > 0 && largest / smallest > 1000 && largest > 1e8;
    return special((value) => (exponent || largest > 1e8 ? scientific(value) : `${value}.`));
  }
  const wide = sizes.length > 0 && (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4);
  return special((value) => (wide ? scientific(value) : value.toFixed(PRECISION)));
}

const special = (write: (value: number) => string) => (value: number) => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? `-${write(0)}` : write(value);
};

function scientific(value: number): string {
  const [digits, exponent] = value.toExponential(PRECISION).split('e');
  const size = Math.abs(Number(exponent)).toString().padStart(2, '0');
  return `${digits}e${exponent.startsWith('-') ? '-' : '+'}${size}`;
}
