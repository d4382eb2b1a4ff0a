/**
 * Columns of plain numbers in Parquet files. hyparquet gives a column whose values may be missing, which is what pandas and
 * pyarrow write for every one, as a list that it makes value by value; here its pages are numbers side by side.
 * See https://parquet.apache.org/docs/file-format/data-pages/
 */
import type {
  AsyncBuffer,
  Compressors,
  DecodedArray,
  PageHeader,
  RowGroup,
  SchemaTree,
} from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { areNumbers } from './source.js';

type ColumnMetaData = NonNullable<RowGroup['columns'][number]['meta_data']>;
/** What hyparquet's functions need to know of a column. */
type ColumnDecoder = Parameters<typeof readDataPageV2>[2];

/** Whole numbers whose bits are their value. */
const SIGNED = [undefined, 'INT_8', 'INT_16', 'INT_32', 'INT_64'];

/** Whether a column's values are numbers as they are stored, one a row. */
export function isOfNumbers({ element, children }: SchemaTree): boolean {
  const { type, converted_type, logical_type, repetition_type } = element;
  if (children.length > 0 || repetition_type === 'REPEATED') return false;
  switch (type) {
    case 'DOUBLE':
    case 'FLOAT':
      return converted_type === undefined && logical_type === undefined;
    case 'INT32':
    case 'INT64':
      if (logical_type === undefined) return SIGNED.includes(converted_type);
      return logical_type.type === 'INTEGER' && logical_type.isSigned;
    default:
      return false;
  }
}

/**
 * A row group's values of such a column; NaN where one is missing.
 * @param schema the file's, and `column` the column in it
 */
export async function readNumbers(
  file: AsyncBuffer,
  { columns, num_rows }: RowGroup,
  schema: SchemaTree,
  column: SchemaTree,
  compressors: Compressors,
): Promise<Float64Array> {
  const { name } = column.element;
  const metadata = columns.find(
    ({ meta_data }) => meta_data?.path_in_schema[0] === name,
  )?.meta_data;
  if (!metadata) throw new Error(`it has no data of column '${name}'`);
  const decoder: ColumnDecoder = {
    pathInSchema: metadata.path_in_schema,
    type: metadata.type,
    element: column.element,
    schemaPath: [schema, column],
    codec: metadata.codec,
    compressors,
    // Of what is no plain number, which these columns don't have.
    parsers: {} as ColumnDecoder['parsers'],
  };
  const numbers = new Float64Array(Number(num_rows));
  const bytes = await file.slice(...rangeOf(metadata));
  const reader = { view: new DataView(bytes), offset: 0 };
  let dictionary: DecodedArray = [];
  for (let row = 0; row < numbers.length; ) {
    const header = parquetHeader(reader);
    const page = new Uint8Array(bytes, reader.offset, header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.type === 'DICTIONARY_PAGE') dictionary = dictionaryOf(header, page, decoder);
    else row += putPage(header, page, decoder, dictionary, numbers.subarray(row));
  }
  return numbers;
}

/** From a column's first byte to behind its last one. */
function rangeOf({
  dictionary_page_offset: dictionary,
  data_page_offset: data,
  total_compressed_size: size,
}: ColumnMetaData): [number, number] {
  const start = Number(dictionary && dictionary < data ? dictionary : data);
  return [start, start + Number(size)];
}

function dictionaryOf(header: PageHeader, page: Uint8Array, decoder: ColumnDecoder): DecodedArray {
  const count = header.dictionary_page_header?.num_values ?? 0;
  const { buffer, byteOffset, byteLength } = decompressPage(
    page,
    Number(header.uncompressed_page_size),
    decoder.codec,
    decoder.compressors,
  );
  const reader = { view: new DataView(buffer, byteOffset, byteLength), offset: 0 };
  return readPlain(reader, decoder.type, count, undefined);
}

/** @returns how many rows the page has */
function putPage(
  header: PageHeader,
  page: Uint8Array,
  decoder: ColumnDecoder,
  dictionary: DecodedArray,
  numbers: Float64Array,
): number {
  const { data_page_header: first, data_page_header_v2: second } = header;
  if (first) {
    const size = Number(header.uncompressed_page_size);
    const unpacked = decompressPage(page, size, decoder.codec, decoder.compressors);
    const { definitionLevels, dataPage } = readDataPage(unpacked, first, decoder);
    return put(dataPage, first.encoding, definitionLevels, dictionary, numbers);
  }
  if (second) {
    const { definitionLevels, dataPage } = readDataPageV2(page, header, decoder);
    // Of a page without missing values hyparquet gives all levels or none.
    const levels = second.num_nulls === 0 ? [] : definitionLevels;
    return put(dataPage, second.encoding, levels, dictionary, numbers);
  }
  return 0;
}

function put(
  values: DecodedArray,
  encoding: string,
  levels: readonly number[] | undefined,
  dictionary: DecodedArray,
  numbers: Float64Array,
): number {
  const isIndex = encoding.endsWith('_DICTIONARY');
  if (levels === undefined || levels.length === 0) {
    if (isIndex) {
      for (let i = 0; i < values.length; i++) numbers[i] = Number(dictionary[Number(values[i])]);
    } else if (areNumbers(values)) {
      numbers.set(values);
    } else {
      for (let i = 0; i < values.length; i++) numbers[i] = Number(values[i]);
    }
    return values.length;
  }
  let at = 0;
  for (let i = 0; i < levels.length; i++) {
    if (levels[i] === 0) numbers[i] = Number.NaN;
    else numbers[i] = Number(isIndex ? dictionary[Number(values[at++])] : values[at++]);
  }
  return levels.length;
}
