/** Rows of a CSV file (RFC 4180) out of its bytes, as many as are whole. Leaves out reading the file. */
import {
  CARRIAGE_RETURN,
  type CsvColumn,
  LINE_FEED,
  NumberColumn,
  TextColumn,
} from './csv-columns.js';

const QUOTE = 0x22;

/** How a file is written. */
export interface CsvFormat {
  /** Names a file's encoding. */
  readonly encoding: string;
  readonly decimal: string;
  readonly delimiter: string;
}

export interface ParsedRows {
  /** How many bytes the whole rows take. */
  readonly used: number;
  readonly rows: number;
  /** By the place of their column in the header; of columns that aren't wanted nothing is there. */
  readonly columns: readonly ArrayLike<unknown>[];
  /** Rows that can't be used, by their place: what is wrong with them. */
  readonly malformed: Map<number, string>;
}

/** What is read of each column. */
export type ColumnKind = 'nothing' | 'numbers' | 'texts';

/** A value in quotes: where it ends, and where its text is. */
interface Quoted {
  readonly end: number;
  readonly text: string;
  readonly isClosed: boolean;
}

/**
 * Parses the whole rows among `bytes`, which begin with a row.
 * @param isLast whether the file ends with these bytes, so that the last row needs no line end
 */
export function parseRows(
  bytes: Buffer,
  isLast: boolean,
  kinds: readonly ColumnKind[],
  format: CsvFormat,
): ParsedRows {
  const delimiter = format.delimiter.charCodeAt(0);
  const malformed = new Map<number, string>();
  let row = 0;
  const decode = decoder(format.encoding, (problem) => malformed.set(row, problem));
  const columns = kinds.map((kind): CsvColumn => {
    if (kind === 'numbers') {
      return new NumberColumn(delimiter, format.decimal.charCodeAt(0), decode);
    }
    return new TextColumn(delimiter, kind === 'texts' ? decode : undefined);
  });
  const beyond = new TextColumn(delimiter, undefined);
  const end = bytes.length;

  /** Reads a row; gives where it ends, undefined where that may be in bytes to come. */
  const readRow = (start: number): number | undefined => {
    let at = start;
    for (let field = 0; ; field++) {
      const column = columns[field] ?? beyond;
      if (bytes[at] === QUOTE) {
        const isWanted = field < kinds.length && kinds[field] !== 'nothing';
        const quoted = readQuoted(bytes, at, isLast, delimiter, isWanted ? decode : toNothing);
        if (quoted === undefined) return undefined;
        if (!quoted.isClosed) malformed.set(row, 'a quote in it is not closed');
        column.set(quoted.text, row);
        at = quoted.end;
      } else {
        at = column.read(bytes, at, row);
      }
      if (at < end && bytes[at] === delimiter) {
        at++;
        continue;
      }
      if (at >= end ? !isLast : isUnsure(bytes, at, isLast)) return undefined;
      if (field + 1 !== kinds.length && !malformed.has(row)) {
        malformed.set(row, `it has ${field + 1} values, the header ${kinds.length}`);
      }
      return at >= end ? end : afterLineEnd(bytes, at);
    }
  };

  let used = 0;
  while (used < end) {
    if (isLineEnd(bytes[used])) {
      // A blank line is no row.
      if (isUnsure(bytes, used, isLast)) break;
      used = afterLineEnd(bytes, used);
      continue;
    }
    const after = readRow(used);
    if (after === undefined) break;
    used = after;
    row++;
  }
  malformed.delete(row);
  return { used, rows: row, columns: columns.map((column) => column.values(row)), malformed };
}

/** @param complain told of bytes that are no text */
function decoder(encoding: string, complain: (problem: string) => void): (bytes: Buffer) => string {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes) => {
    if (isAscii(bytes)) return bytes.toString('latin1');
    try {
      return decoder.decode(bytes);
    } catch {
      complain(`it has bytes that are no ${decoder.encoding}; encoding says what the file is in`);
      return bytes.toString('latin1');
    }
  };
}

/** ASCII is the same in every encoding that is taken. */
function isAscii(bytes: Buffer): boolean {
  let any = 0;
  for (let at = 0; at < bytes.length; at++) any |= bytes[at];
  return any < 0x80;
}

/** Of what nobody asks for, not even the encoding matters. */
const toNothing = () => '';

const isLineEnd = (byte: number) => byte === LINE_FEED || byte === CARRIAGE_RETURN;

/** Whether a line feed that belongs to this carriage return may follow. */
const isUnsure = (bytes: Buffer, at: number, isLast: boolean) =>
  bytes[at] === CARRIAGE_RETURN && at + 1 === bytes.length && !isLast;

const afterLineEnd = (bytes: Buffer, at: number) =>
  bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;

/** @returns undefined where its end may be in bytes to come */
function readQuoted(
  bytes: Buffer,
  start: number,
  isLast: boolean,
  delimiter: number,
  decode: (bytes: Buffer) => string,
): Quoted | undefined {
  const end = bytes.length;
  let from = start + 1;
  for (;;) {
    const close = bytes.indexOf(QUOTE, from);
    if (close < 0 || (close + 1 === end && !isLast)) {
      if (!isLast) return undefined;
      return { end, text: unquoted(decode(bytes.subarray(start + 1))), isClosed: false };
    }
    if (bytes[close + 1] === QUOTE) {
      from = close + 2;
      continue;
    }
    let after = close + 1;
    while (after < end && bytes[after] !== delimiter && !isLineEnd(bytes[after])) after++;
    if (after === end && !isLast) return undefined;
    const text = unquoted(decode(bytes.subarray(start + 1, close)));
    const rest = after > close + 1 ? decode(bytes.subarray(close + 1, after)) : '';
    return { end: after, text: text + rest, isClosed: true };
  }
}

const unquoted = (text: string) => (text.includes('""') ? text.replaceAll('""', '"') : text);

/** Where the first row ends, behind its line end; all bytes where there is none. */
export function firstRowEnd(bytes: Buffer): number {
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (isLineEnd(bytes[at]) && !isQuoted) return afterLineEnd(bytes, at);
  }
  return bytes.length;
}
