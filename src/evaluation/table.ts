/** Tables of figures, as text and under a cell. */

import type { Interval } from '../metrics/index.js';
import { escapeHtml } from '../result-table.js';

/** Cells by rows; the first row is the head. */
export class Table {
  constructor(
    readonly rows: readonly (readonly string[])[],
    readonly title?: string,
  ) {}

  toString(): string {
    const widths = (this.rows[0] ?? []).map((_, column) =>
      Math.max(...this.rows.map((row) => row[column].length)),
    );
    const lines = this.rows.map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    );
    return [...(this.title === undefined ? [] : [this.title]), ...lines].join('\n');
  }

  /** What a notebook shows. */
  bundle(): Record<string, string> {
    const row = (cells: readonly string[], tag: string) =>
      `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
    const [head, ...body] = this.rows;
    const caption = this.title === undefined ? '' : `<caption>${escapeHtml(this.title)}</caption>`;
    const html =
      `<table>${caption}<thead>${row(head, 'th')}</thead>` +
      `<tbody>${body.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
    return { 'text/html': html, 'text/plain': this.toString() };
  }
}

/** With four digits; what isn't defined is a dash. */
export function figureText(value: number): string {
  if (Number.isNaN(value)) return '-';
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)) {
    return String(Number(value.toPrecision(4)));
  }
  return value.toExponential(2);
}

export function intervalText({ low, high }: Interval): string {
  return Number.isNaN(low) ? '-' : `${figureText(low)} to ${figureText(high)}`;
}
