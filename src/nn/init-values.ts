/** The host's part of filling parameters: numbers that need more than one draw an element. */
import type { Generator } from '../random/index.js';

interface Bounds {
  mean: number;
  std: number;
  a: number;
  b: number;
}

const { fround } = Math;

/**
 * Normal numbers from a to b, by rejection: of normal numbers where many fit, else of uniform ones.
 * PyTorch: `torch.nn.init.trunc_normal_`.
 */
export function truncatedNormals(generator: Generator, size: number, bounds: Bounds): Float32Array {
  const { mean, std, a, b } = bounds;
  const share = normalBelow((b - mean) / std) - normalBelow((a - mean) / std);
  return share > 0.3 ? byNormals(generator, size, bounds) : byUniforms(generator, size, bounds);
}

function byNormals(generator: Generator, size: number, { mean, std, a, b }: Bounds): Float32Array {
  const [low, high] = [fround(a), fround(b)];
  const isOut = (value: number) => value < low || value > high;
  const values = generator.normals(size, mean, std);
  while (values.some(isOut)) {
    // Numbers for all are drawn again, as PyTorch does, though only some are used.
    const more = generator.normals(size, mean, std);
    for (let i = 0; i < size; i++) if (isOut(values[i])) values[i] = more[i];
  }
  return values;
}

function byUniforms(generator: Generator, size: number, { mean, std, a, b }: Bounds): Float32Array {
  const mode = Math.max(a, Math.min(mean, b));
  const peak = -0.5 * ((mode - mean) / std) ** 2;
  const logDensity = (value: number) => {
    const scaled = fround(fround(value - fround(mean)) / fround(std));
    return fround(fround(fround(scaled * scaled) * -0.5) - fround(peak));
  };
  const values = new Float32Array(size);
  const pending = new Array<boolean>(size).fill(true);
  while (pending.includes(true)) {
    const candidates = generator.uniforms(size, a, b);
    const chances = generator.uniforms(size);
    for (let i = 0; i < size; i++) {
      if (!pending[i]) continue;
      values[i] = candidates[i];
      pending[i] = fround(Math.log(chances[i])) > logDensity(candidates[i]);
    }
  }
  return values;
}

/** The share of normal numbers below `z`. See Abramowitz & Stegun 1964, 7.1.26; to seven digits. */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const tail = polynomial.reduce((sum, factor) => sum * t + factor, 0) * t * Math.exp(-x * x) * 0.5;
  return z < 0 ? tail : 1 - tail;
}

/**
 * The matrix Q of a QR decomposition in which R's diagonal is positive, row by row: of the transposed
 * matrix where there are fewer rows than columns. PyTorch: in `torch.nn.init.orthogonal_`.
 */
export function orthonormal(values: Float32Array, rows: number, columns: number): Float32Array {
  const wide = rows < columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  // Vector i, element j.
  const place = (i: number, j: number) => (wide ? i * columns + j : j * columns + i);
  const vectors = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length }, (_, j) => values[place(i, j)]),
  );
  for (const [i, vector] of vectors.entries()) {
    // Twice, so that rounding in the first pass doesn't count.
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of vectors.slice(0, i)) {
        const overlap = inner(vector, earlier);
        for (let j = 0; j < length; j++) vector[j] -= overlap * earlier[j];
      }
    }
    const norm = Math.sqrt(inner(vector, vector));
    for (let j = 0; j < length; j++) vector[j] /= norm;
  }
  const result = new Float32Array(values.length);
  for (const [i, vector] of vectors.entries()) {
    for (let j = 0; j < length; j++) result[place(i, j)] = vector[j];
  }
  return result;
}

/**
 * A matrix `[rows, columns]`, not wider than tall, as the reflections that make it triangular: below the diagonal their
 * vectors, whose first element is 1, on it the signs of the triangle's diagonal, above it the triangle. LAPACK: `geqrf`.
 */
export function reflectors(values: Float32Array, rows: number, columns: number): Float32Array {
  const a = Float64Array.from(values);
  const at = (row: number, column: number) => row * columns + column;
  const below = (column: number) =>
    Array.from({ length: rows - column - 1 }, (_, i) => column + 1 + i);
  const signs = Array.from({ length: columns }, (_, column) => {
    const head = a[at(column, column)];
    const rest = Math.hypot(...below(column).map((row) => a[at(row, column)]));
    // Nothing is to be reflected: the forward pass reflects there, so the sign is turned.
    if (rest === 0) return -Math.sign(head);
    const size = -Math.hypot(head, rest) * (head < 0 ? -1 : 1);
    for (const row of below(column)) a[at(row, column)] /= head - size;
    const scale = (size - head) / size;
    for (let other = column + 1; other < columns; other++) {
      const along = below(column).reduce(
        (sum, row) => sum + a[at(row, column)] * a[at(row, other)],
        a[at(column, other)],
      );
      a[at(column, other)] -= scale * along;
      for (const row of below(column)) a[at(row, other)] -= scale * along * a[at(row, column)];
    }
    return Math.sign(size);
  });
  for (const [i, sign] of signs.entries()) a[at(i, i)] = sign;
  return Float32Array.from(a);
}

const inner = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
