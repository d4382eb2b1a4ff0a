/** Comma-separated values, also with tabs, semicolons or bars: the header decides. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { DatasetError } from '../errors.js';
import { type CsvOptions, checkCsvOptions } from './csv-options.js';
import { type ColumnKind, type CsvFormat, firstRowEnd, parseRows } from './csv-parser.js';
import { type RowChunk, type TableSource, unreadable } from './source.js';

/** Bytes that hold any sensible header. */
const HEADER_BYTES = 1 << 16;
/** Bytes that are parsed at once. */
const CHUNK = 1 << 20;
/** The longest row. A quote that isn't closed would make one of all that follows. */
const LONGEST_ROW = 16 << 20;

const DELIMITERS = [',', '\t', ';', '|'];

/** What the first bytes of a file say. */
interface Header {
  readonly columns: readonly string[];
  readonly format: CsvFormat;
  /** Where the first row begins. */
  readonly end: number;
}

/** @throws DatasetError when the file can't be read or has no header. */
export async function openCsv(file: string, options: CsvOptions): Promise<TableSource> {
  checkCsvOptions(options);
  const header = readHeader(file, await start(file), options);
  const { columns } = header;
  if (columns.every((name) => name.trim() === '')) {
    throw new DatasetError(`${file} is empty: its first line must name the columns.`);
  }
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new DatasetError(`${file} has two columns named '${twice}'. Each needs its own name.`);
  }
  return {
    file,
    columns,
    chunks: (wanted, texts) => chunks(file, header, wanted, texts),
  };
}

async function start(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

function readHeader(file: string, bytes: Buffer, options: CsvOptions): Header {
  const { encoding = 'utf-8', decimal = '.' } = options;
  if (bytes.includes(0)) throw new DatasetError(`${file} is no text: ${whatIsBinary(bytes)}`);
  const mark = bytes.subarray(0, 3).equals(MARK) ? MARK.length : 0;
  const end = mark + firstRowEnd(bytes.subarray(mark));
  const line = bytes.subarray(mark, end);
  checkEncoded(file, line, encoding);
  // More than any row of these bytes can have.
  const kinds = new Array<ColumnKind>(line.length + 1).fill('texts');
  const namesBy = (delimiter: string): string[] => {
    const { columns } = parseRows(line, true, kinds, { encoding, decimal, delimiter });
    return columns.flatMap((values) => {
      const name = values[0];
      return typeof name === 'string' ? [name.trim()] : [];
    });
  };
  const delimiters = options.delimiter === undefined ? DELIMITERS : [options.delimiter];
  const found = delimiters.map((delimiter) => ({ delimiter, columns: namesBy(delimiter) }));
  const { delimiter, columns } = found.reduce((most, one) =>
    one.columns.length > most.columns.length ? one : most,
  );
  return { columns, format: { encoding, decimal, delimiter }, end };
}

/** @throws DatasetError for bytes that the encoding doesn't have */
function checkEncoded(file: string, line: Buffer, encoding: string): void {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(line);
  } catch {
    throw new DatasetError(
      `${file} has a header that is not in ${encoding}. Say what the file is in, as encoding: 'windows-1252'.`,
    );
  }
}

/** The byte order mark that spreadsheets write. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What to do about a file with zero bytes, which no CSV file in UTF-8 has. */
function whatIsBinary(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 6);
  if (start.startsWith('PAR1')) return 'it holds Parquet, so its name must end in .parquet.';
  if (start.startsWith('ARROW1')) return 'it holds Arrow, so its name must end in .arrow.';
  if (/^(\xff\xfe|\xfe\xff)/.test(start)) return 'it is in UTF-16. Save it in UTF-8.';
  return 'a table is read as text in UTF-8 with commas, tabs, semicolons or bars.';
}

async function* chunks(
  file: string,
  { columns: header, format, end }: Header,
  wanted: readonly string[],
  texts: ReadonlySet<string>,
): AsyncGenerator<RowChunk> {
  const kinds = header.map((name): ColumnKind => {
    if (!wanted.includes(name)) return 'nothing';
    return texts.has(name) ? 'texts' : 'numbers';
  });
  let firstRow = 1;
  const chunkOf = (bytes: Buffer, isLast: boolean): { chunk: RowChunk; rest: Buffer } => {
    const { used, rows, columns, malformed } = parseRows(bytes, isLast, kinds, format);
    const named = new Map(wanted.map((name) => [name, columns[header.indexOf(name)]]));
    const chunk = { firstRow, rows, columns: named, malformed };
    firstRow += rows;
    return { chunk, rest: bytes.subarray(used) };
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of read(file, end)) {
    const parsed = chunkOf(rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes, false);
    rest = parsed.rest;
    if (rest.length > LONGEST_ROW) {
      throw new DatasetError(
        `${file}, row ${firstRow}: it is longer than ${LONGEST_ROW >> 20} MB, so a quote (") at its beginning may not be closed.`,
      );
    }
    if (parsed.chunk.rows > 0) yield parsed.chunk;
  }
  const last = chunkOf(rest, true).chunk;
  if (last.rows > 0) yield last;
}

async function* read(file: string, start: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { start, highWaterMark: CHUNK });
  } catch (error) {
    throw unreadable(file, error);
  }
}
