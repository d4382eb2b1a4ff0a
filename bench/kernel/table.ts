/** The figures of the kernels as one table: a row a figure, a column a kernel. */
import { median, ratio } from '../rounds.js';
import { figure, markdown } from '../table.js';
import type { KernelFigures, MeasuredKernel } from './index.js';
import { REFERENCE } from './kernels.js';
import type { Row } from './questions.js';

/** Medians over the rounds, with how many times the reference's they are; below stands why a figure is missing. */
export function kernelTable({ rows, kernels, missing }: KernelFigures): string {
  const names = [...kernels, ...missing].map(({ name }) => name);
  const absent = missing.map(() => '-');
  const versions = [...kernels.map(({ version }) => version), ...absent];
  const reference = kernels.find(({ name }) => name === REFERENCE);
  const body = rows.map((row) => [
    row.title,
    ...kernels.map((kernel) => cell(row, kernel, reference)),
    ...absent,
  ]);
  const notes = [
    ...kernels.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)),
    ...missing.map(({ name, failure }) => `${name}: not measured: ${failure}`),
  ];
  return [
    markdown([[`median (x ${REFERENCE})`, ...names], ['version', ...versions], ...body]),
    ...notes,
  ].join('\n');
}

function cell(row: Row, kernel: MeasuredKernel, reference: MeasuredKernel | undefined): string {
  const samples = kernel.samples[row.figure] ?? [];
  const values = samples.filter((value) => value !== undefined);
  if (values.length === 0) return '-';
  const middle = median(values);
  const text = Number.isInteger(middle) ? String(middle) : figure(middle);
  const times = row.compared && ratio(samples, reference?.samples[row.figure] ?? []);
  return typeof times === 'number' ? `${text} (${times.toFixed(2)}x)` : text;
}
