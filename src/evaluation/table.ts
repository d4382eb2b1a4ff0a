/** Tables of figures, as text and under a cell. */
import type { Interval } from '../metrics/index.js';
import { escapeHtml, htmlTable, textTable } from '../result-table.js';
import { Shown } from '../shown.js';

/** Rows of figures below their heads; a base for what shows itself as such a table. */
export abstract class FigureTable extends Shown {
  protected abstract table(): TableParts;

  /** The table as text. */
  override toString(): string {
    const { title, heads, rows } = this.table();
    const text = textTable(heads, rows);
    return title === undefined ? text : `${title}\n${text}`;
  }

  protected override rich(): Record<string, unknown> {
    const { title, heads, rows } = this.table();
    const head = title === undefined ? '' : `<p>${escapeHtml(title)}</p>`;
    return { 'text/html': head + htmlTable(heads, rows) };
  }
}

export interface TableParts {
  readonly title?: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
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
