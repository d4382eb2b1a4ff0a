/**
 * What a table's columns hold, found in one pass over the file: how many rows can be used, which
 * categories and classes there are. Nothing of the rows is kept.
 */
import { DatasetError } from '../errors.js';
import { SampleError } from '../reading/index.js';
import { columnsOf, type TableColumns, type TableOptions } from './options.js';
import type { RowChunk, TableSource } from './source.js';

export interface TablePlan extends TableColumns {
  /** The values of each one-hot column, sorted. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
  /** The targets' classes, sorted; undefined where targets are numbers. */
  readonly classes: readonly string[] | undefined;
  /** How many rows can be used. */
  readonly rows: number;
  /** The rows that can't, by number from 1, and why. */
  readonly skipped: ReadonlyMap<number, string>;
}

/** How many bad rows are named in an error. */
const NAMED = 3;

/**
 * @throws SampleError at rows that can't be used, unless they are skipped: the first ones, and how many.
 * @throws DatasetError for a column that isn't there, or a table without a row that can be used.
 */
export async function planTable(source: TableSource, options: TableOptions): Promise<TablePlan> {
  const columns = columnsOf(source, options);
  const isClass = options.targetType === 'class' || (await hasTextTarget(source, options));
  const texts = new Map(columns.oneHot.map((name) => [name, new Set<string>()]));
  if (isClass) texts.set(columns.target, new Set());
  const skipped = new Map<number, string>();
  let rows = 0;
  for await (const chunk of source.chunks(neededColumns(columns), new Set(texts.keys()))) {
    const problems = problemsIn(chunk, columns, isClass);
    for (let row = 0; row < chunk.rows; row++) {
      const problem = problems.get(row);
      if (problem !== undefined) {
        skipped.set(chunk.firstRow + row, problem);
        continue;
      }
      for (const [name, seen] of texts) {
        const value = chunk.columns.get(name)?.[row];
        if (!isMissing(value)) seen.add(textOf(value));
      }
      rows++;
    }
  }
  if (skipped.size > 0 && options.onError !== 'skip') throw badRows(source.file, skipped);
  if (rows === 0) throw new DatasetError(`${source.file} has no row that can be used.`);
  const sorted = (name: string) => [...(texts.get(name) ?? [])].sort(inOrder);
  return {
    ...columns,
    categories: Object.fromEntries(columns.oneHot.map((name) => [name, sorted(name)])),
    classes: isClass ? sorted(columns.target) : undefined,
    rows,
    skipped,
  };
}

/** The columns that are read. */
export function neededColumns({ target, features }: TableColumns): string[] {
  return [...new Set([...features, target])];
}

/** Those of them that hold names. */
export function textColumns({ target, oneHot, classes }: TablePlan): ReadonlySet<string> {
  return new Set(classes ? [...oneHot, target] : oneHot);
}

/** The rows of a chunk that can't be used, and the first reason why. */
function problemsIn(
  { rows, columns, malformed }: RowChunk,
  { target, features, oneHot, allowMissing }: TableColumns,
  isClass: boolean,
): ReadonlyMap<number, string> {
  const problems = new Map(malformed);
  for (const name of [...features, target]) {
    const isTarget = name === target;
    const isText = isTarget ? isClass : oneHot.includes(name);
    const values = columns.get(name) ?? [];
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      if (isText ? !isMissing(value) : isUsable(numberOf(value))) continue;
      if (problems.has(row) || (allowMissing && !isTarget && isMissing(value))) continue;
      problems.set(row, problemOf(name, value, isTarget));
    }
  }
  return problems;
}

/** Whether it is a number as 32 bits too. */
const isUsable = (value: number) => Number.isFinite(Math.fround(value));

/** Why a value, of the target or of a feature, can't be used. */
function problemOf(name: string, value: unknown, isTarget: boolean): string {
  if (isMissing(value)) {
    const empty = `column '${name}' is empty`;
    return isTarget ? empty : `${empty}; allowMissing takes it as NaN`;
  }
  if (!Number.isNaN(numberOf(value))) {
    return `column '${name}' has ${textOf(value)}, which 32 bits can't hold; divide the column by a power of ten`;
  }
  if (typeof value === 'object' && !(value instanceof Date)) {
    return `column '${name}' has lists or records; a feature is one number, so give each number a column of its own`;
  }
  if (typeof value === 'string' && /^\s*[-+]?\d+,\d+\s*$/.test(value)) {
    return `column '${name}' has ${JSON.stringify(value)}; decimal: ',' reads decimal commas`;
  }
  const remedy = isTarget
    ? "targetType: 'class' takes it as a class"
    : `list '${name}' in oneHot if it names categories, or leave it out of features`;
  return `column '${name}' has ${JSON.stringify(textOf(value))}, which is no number; ${remedy}`;
}

/** A target of the first rows that is no number makes the column one of classes. */
async function hasTextTarget(
  source: TableSource,
  { target, targetType }: TableOptions,
): Promise<boolean> {
  if (targetType === 'number') return false;
  for await (const { columns, rows } of source.chunks([target], new Set())) {
    for (let row = 0; row < rows; row++) {
      const value = columns.get(target)?.[row];
      if (!isMissing(value)) return isTruth(value) || !Number.isFinite(numberOf(value));
    }
  }
  return false;
}

/** Whether nothing is there; pandas writes a number that is missing as NaN. */
export const isMissing = (value: unknown) =>
  value === undefined ||
  value === null ||
  Number.isNaN(value) ||
  (typeof value === 'string' && value.trim() === '');

/** How pandas and others write truth values. */
const isTruth = (value: unknown): value is string =>
  typeof value === 'string' && /^\s*(true|false)\s*$/i.test(value);

/** NaN for what is missing or no number. */
export function numberOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string': {
      if (isTruth(value)) return Number(/t/i.test(value));
      const number = Number(value);
      // As a number, a blank text would be 0.
      return number === 0 && isMissing(value) ? Number.NaN : number;
    }
    case 'bigint':
    case 'boolean':
      return Number(value);
    default:
      return value instanceof Date ? value.getTime() : Number.NaN;
  }
}

/** A category's or class's name. */
export const textOf = (value: unknown) => String(value).trim();

/** Numbers by size, texts by their characters. */
function inOrder(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return a < b ? -1 : Number(a > b);
}

function badRows(file: string, bad: ReadonlyMap<number, string>): SampleError {
  const [[row, problem], ...others] = bad;
  const named = others.slice(0, NAMED).map(([other]) => other);
  const more =
    others.length === 0
      ? ''
      : ` ${others.length} more rows can't be used: ${named.join(', ')}${others.length > NAMED ? ' ...' : ''}.`;
  return new SampleError(
    `${file}, row ${row}`,
    `${problem}.${more} onError: 'skip' leaves such rows out.`,
  );
}
