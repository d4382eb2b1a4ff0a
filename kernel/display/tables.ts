/** Values that are tables: arrays of objects, Arrow's and Arquero's tables, Polars' frames. */
import { inspect, types } from 'node:util';
import { isRecord, type JsonObject } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { methodOf } from './shape.js';
import { textOf } from './text.js';

/** A table's columns, its first rows, and how many rows it has. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly length: number;
}

/** How many rows and columns are shown. */
const ROWS = 50;
const COLUMNS = 50;
/** How many characters of a cell. */
const WIDTH = 100;
/** HTML has no colours of a terminal. */
const CELL = { depth: 1, breakLength: 1e6, maxArrayLength: 10, colors: false };

/** The table that a value is, as HTML and text; undefined where it is none. */
export function tableOf(value: unknown): MimeBundle | undefined {
  if (Array.isArray(value)) {
    const table = objectsTable(value);
    return table && { 'text/html': asHtml(table), 'text/plain': textOf(value) };
  }
  if (!isRecord(value)) return undefined;
  return arrowBundle(value) ?? arqueroBundle(value) ?? polarsBundle(value);
}

/** Objects without a class of their own, which have a property at all. */
function objectsTable(value: readonly unknown[]): Table | undefined {
  if (value.length === 0 || types.isProxy(value)) return undefined;
  // Not `every` alone: it passes over holes.
  const first = Array.from(value.slice(0, ROWS));
  if (!first.every(isPlainRow)) return undefined;
  const columns = [...new Set(first.flatMap((row) => Object.keys(row)))];
  const rows = first.map((row) =>
    columns.map((name) => Object.getOwnPropertyDescriptor(row, name)?.value),
  );
  return { columns, rows, length: value.length };
}

function isPlainRow(row: unknown): row is JsonObject {
  if (!isRecord(row) || types.isProxy(row)) return false;
  const prototype: unknown = Object.getPrototypeOf(row);
  return (prototype === Object.prototype || prototype === null) && Object.keys(row).length > 0;
}

/** `Table` of the package apache-arrow, by its shape. */
function arrowBundle(value: JsonObject): MimeBundle | undefined {
  const childAt = methodOf(value, 'getChildAt');
  if (!childAt || !('schema' in value && 'numRows' in value)) return undefined;
  const { schema, numRows } = value;
  if (!isRecord(schema) || !Array.isArray(schema.fields) || typeof numRows !== 'number') {
    return undefined;
  }
  const fields: readonly unknown[] = schema.fields;
  const values = fields.map((_, i) => methodOf(childAt(i), 'get'));
  const rows = Array.from({ length: Math.min(numRows, ROWS) }, (_, i) =>
    values.map((get) => get?.(i)),
  );
  const columns = fields.map((field) => (isRecord(field) ? String(field.name) : ''));
  return bundleOfTable({ columns, rows, length: numRows });
}

/** `ColumnTable` of the package arquero, by its shape: filtered and sorted as it is. */
function arqueroBundle(value: JsonObject): MimeBundle | undefined {
  const [names, count, objects] = ['columnNames', 'numRows', 'objects'].map((name) =>
    methodOf(value, name),
  );
  if (!names || !count || !objects) return undefined;
  const given = names();
  const columns = Array.isArray(given) ? given.map(String) : [];
  const records = objects({ limit: ROWS });
  const data = Array.isArray(records) ? records.filter(isRecord) : [];
  const rows = data.map((record) => columns.map((name) => record[name]));
  return bundleOfTable({ columns, rows, length: Number(count()) });
}

/** `DataFrame` of the package nodejs-polars, by its shape. */
function polarsBundle(value: JsonObject): MimeBundle | undefined {
  const head = methodOf(value, 'head');
  if (!head || !methodOf(value, 'toRecords') || !('schema' in value)) return undefined;
  const { schema, height } = value;
  if (!isRecord(schema)) return undefined;
  const records = methodOf(head(ROWS), 'toRecords')?.();
  const data = Array.isArray(records) ? records.filter(isRecord) : [];
  const columns = Object.keys(schema);
  const rows = data.map((record) => columns.map((name) => record[name]));
  const length = typeof height === 'number' ? height : data.length;
  const fields = columns.map((name) => ({ name, type: jsonType(schema[name]) }));
  return {
    // What Deno gives, and nteract's data explorer reads.
    'application/vnd.dataresource+json': { data, schema: { fields } },
    ...bundleOfTable({ columns, rows, length }),
  };
}

/** The type of a column of Polars in the words of JSON Schema. */
function jsonType(type: unknown): string {
  const given = methodOf(type, 'toJSON')?.() ?? type;
  const name = isRecord(given) ? String(given.DataType) : String(given);
  if (/^U?Int(8|16|32|64)$/.test(name)) return 'integer';
  if (/^Float(32|64)$/.test(name)) return 'number';
  const others: Record<string, string> = {
    Null: 'null',
    Bool: 'boolean',
    List: 'array',
    Struct: 'object',
  };
  return others[name] ?? 'string';
}

function bundleOfTable(table: Table): MimeBundle {
  return { 'text/html': asHtml(table), 'text/plain': asText(table) };
}

function asHtml({ columns, rows, length }: Table): string {
  const names = columns.slice(0, COLUMNS);
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row.slice(0, COLUMNS).map(cellText))}</tr>`);
  const table = `<table><thead><tr>${cells('th', names)}</tr></thead><tbody>${body.join('')}</tbody></table>`;
  const left = remainder({ columns, rows, length });
  return left === '' ? table : `${table}<p>${left}</p>`;
}

function asText({ columns, rows, length }: Table): string {
  const lines = [columns, ...rows].map((row) => row.slice(0, COLUMNS).map(cellText));
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const left = remainder({ columns, rows, length });
  return [...text, ...(left === '' ? [] : [left])].join('\n');
}

/** What is not shown, in words. */
function remainder({ columns, rows, length }: Table): string {
  if (rows.length === length && columns.length <= COLUMNS) return '';
  return `${length.toLocaleString('en')} rows, ${columns.length} columns`;
}

function cellText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : inspect(value, CELL);
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 3)}...` : text;
}

const ENTITIES = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
] as const;

function escapeHtml(text: string): string {
  return ENTITIES.reduce((escaped, [mark, entity]) => escaped.replaceAll(mark, entity), text);
}
