/**
 * Tables of samples as aligned Markdown, which reads well in a terminal and in a README. Pure functions; what was
 * measured, and against what, is the caller's.
 */
import { ratio, type Samples, summarize } from './rounds.js';

export interface TableOptions {
  /** The heading of the first column: what was measured, with its unit. */
  readonly title: string;
  /** The contestant that the others are compared to. */
  readonly reference: string;
  /** More columns, after the ratio: heading, then contestant to text. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Three significant digits, as `0.39`, `2.41`, `11.2`, `2500`; never in exponents. */
export function figure(value: number): string {
  if (value >= 100) return String(Math.round(value));
  const digits = value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

/**
 * One row a contestant: median, range, and how many times the reference's time it takes (`0.50x` is half of it).
 * Below the table stands why a contestant has no figures, or figures of fewer rounds.
 */
export function samplesTable(samples: readonly Samples[], options: TableOptions): string {
  const reference = samples.find(({ name }) => name === options.reference)?.values ?? [];
  const extra = Object.entries(options.columns ?? {});
  const head = [
    options.title,
    'median',
    'min to max',
    `x ${options.reference}`,
    ...extra.map(([title]) => title),
  ];
  const rows = samples.map(({ name, values }) => {
    const more = extra.map(([, cells]) => cells[name] ?? '');
    if (values.length === 0) return [name, '-', '-', '-', ...more];
    const { median, min, max } = summarize(values);
    const times = ratio(values, reference);
    return [
      name,
      figure(median),
      `${figure(min)} to ${figure(max)}`,
      times === undefined ? '-' : `${times.toFixed(2)}x`,
      ...more,
    ];
  });
  const failures = samples.flatMap(({ name, values, failure }) => {
    if (failure === undefined) return [];
    const rounds = values.length === 0 ? 'not measured' : `failed after round ${values.length}`;
    return [`${name}: ${rounds}: ${oneLine(failure)}`];
  });
  return [markdown([head, ...rows]), ...failures].join('\n');
}

/** Rows of cells, the first being the heading, as an aligned Markdown table. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => oneLine(cell).replaceAll('|', '\\|')));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head, ...body] = cells;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head ?? []), rule, ...body.map(line)].join('\n');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
