/** Comma-separated values (RFC 4180), also with tabs, semicolons or bars: the header decides. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import Papa from 'papaparse';
import { DatasetError } from '../errors.js';
import { type RowChunk, type TableSource, unreadable } from './source.js';

/** Bytes that hold any sensible header. */
const HEADER_BYTES = 1 << 16;
/** Characters that are parsed at once. */
const CHUNK = 1 << 20;

/** @throws DatasetError when the file can't be read or has no header. */
export async function openCsv(file: string): Promise<TableSource> {
  const text = await start(file);
  if (text.includes('\0')) throw new DatasetError(`${file} is no text: ${whatIsBinary(text)}`);
  const { data, meta } = Papa.parse<string[]>(text, { preview: 1 });
  const [columns = []] = data;
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
    chunks: (wanted) => chunks(file, meta.delimiter, columns, wanted),
  };
}

/** What to do about a file with zero bytes, which no CSV file in UTF-8 has. */
function whatIsBinary(text: string): string {
  if (text.startsWith('PAR1')) return 'it holds Parquet, so its name must end in .parquet.';
  if (text.startsWith('ARROW1')) return 'it holds Arrow, so its name must end in .arrow.';
  return 'a table is read as text in UTF-8 with commas, tabs, semicolons or bars.';
}

async function start(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES);
      return withoutMark(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function* chunks(
  file: string,
  delimiter: string,
  header: readonly string[],
  wanted: readonly string[],
): AsyncGenerator<RowChunk> {
  const at = wanted.map((name) => header.indexOf(name));
  let firstRow = 0;
  for await (const rows of parsed(file, delimiter)) {
    // The header is row 0.
    const records = firstRow === 0 ? rows.slice(1) : rows;
    const malformed = new Map<number, string>();
    records.forEach((record, i) => {
      if (record.length === header.length) return;
      malformed.set(i, `it has ${record.length} values, the header ${header.length}`);
    });
    const columns = new Map(
      wanted.map((name, i) => [name, records.map((record) => record[at[i]] ?? '')]),
    );
    const first = Math.max(firstRow, 1);
    firstRow = first + records.length;
    yield { firstRow: first, rows: records.length, columns, malformed };
  }
}

/** The rows as texts, as many at a time as a chunk of the file has. */
async function* parsed(file: string, delimiter: string): AsyncGenerator<string[][]> {
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK });
  // Papa's own reading of streams pushes; a parser of its pulls, so that memory stays bounded.
  let rest = '';
  let isFirst = true;
  try {
    for await (const text of stream) {
      const input = rest + (isFirst ? withoutMark(text) : text);
      isFirst = false;
      const end = lastRowEnd(input);
      rest = input.slice(end);
      if (end > 0) yield rowsIn(input.slice(0, end), delimiter);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (rest !== '') yield rowsIn(rest, delimiter);
}

/** Where the last whole row ends: behind a line's end that is not within quotes. */
function lastRowEnd(text: string): number {
  if (!text.includes('"')) return text.lastIndexOf('\n') + 1;
  let isQuoted = false;
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === LINE_FEED && !isQuoted) end = i + 1;
  }
  return end;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

function rowsIn(text: string, delimiter: string): string[][] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return Papa.parse<string[]>(text, { delimiter, newline, skipEmptyLines: true }).data;
}

/** Without the byte order mark that spreadsheets write. */
const withoutMark = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
