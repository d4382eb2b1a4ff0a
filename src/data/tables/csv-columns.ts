/** The values of one column of a CSV file, as its bytes are read. */

/** What pandas takes for nothing, in columns of numbers. Source: `pandas.read_csv`, `na_values`. */
const MISSING = new Set([
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
]);

/** The largest whole number up to which all are exact. */
const EXACT = Number.MAX_SAFE_INTEGER;
/** Powers of ten that are exact. */
const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

const [PLUS, MINUS, ZERO] = [0x2b, 0x2d, 0x30];
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;

export interface CsvColumn {
  /**
   * Reads a value without quotes.
   * @returns where it ends: at a delimiter, a line's end, or the end of the bytes
   */
  read(bytes: Buffer, start: number, row: number): number;
  /** Sets a value that stood in quotes. */
  set(text: string, row: number): void;
  /** The values of the first rows. */
  values(rows: number): ArrayLike<unknown>;
}

/** Numbers; what is none stays a text. */
export class NumberColumn implements CsvColumn {
  #numbers = new Float64Array(1024);
  readonly #texts = new Map<number, string>();

  constructor(
    private readonly delimiter: number,
    private readonly decimal: number,
    private readonly decode: (bytes: Buffer) => string,
  ) {}

  read(bytes: Buffer, start: number, row: number): number {
    const end = bytes.length;
    let at = start;
    const isNegative = bytes[at] === MINUS;
    if (isNegative || bytes[at] === PLUS) at++;
    let whole = 0;
    const first = at;
    let digit = bytes[at] - ZERO;
    while (at < end && digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digit = bytes[++at] - ZERO;
    }
    let digits = at - first;
    let places = 0;
    if (at < end && bytes[at] === this.decimal) {
      const point = ++at;
      digit = bytes[at] - ZERO;
      while (at < end && digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        digit = bytes[++at] - ZERO;
      }
      places = at - point;
      digits += places;
    }
    // A quotient of two exact numbers is rounded once, so it is what `Number` gives.
    if (digits > 0 && this.#ends(bytes, at) && whole <= EXACT && places < POWERS.length) {
      const value = whole / POWERS[places];
      this.#put(isNegative ? -value : value, row);
      return at;
    }
    while (!this.#ends(bytes, at)) at++;
    this.set(this.decode(bytes.subarray(start, at)), row);
    return at;
  }

  set(text: string, row: number): void {
    const trimmed = text.trim();
    const value = MISSING.has(trimmed)
      ? Number.NaN
      : Number(this.decimal === COMMA ? trimmed.replace(',', '.') : trimmed);
    if (Number.isNaN(value) && !MISSING.has(trimmed)) this.#texts.set(row, text);
    this.#put(value, row);
  }

  values(rows: number): ArrayLike<unknown> {
    const numbers = this.#numbers.subarray(0, rows);
    if (this.#texts.size === 0) return numbers;
    const values: unknown[] = Array.from(numbers);
    for (const [row, text] of this.#texts) if (row < rows) values[row] = text;
    return values;
  }

  #ends(bytes: Buffer, at: number): boolean {
    if (at >= bytes.length) return true;
    const byte = bytes[at];
    return byte === this.delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN;
  }

  #put(value: number, row: number): void {
    if (row >= this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[row] = value;
  }
}

const COMMA = 0x2c;

/** Texts, or none at all where nobody asks for them. */
export class TextColumn implements CsvColumn {
  readonly #texts: string[] = [];

  /** @param decode undefined where the values are not wanted */
  constructor(
    private readonly delimiter: number,
    private readonly decode: ((bytes: Buffer) => string) | undefined,
  ) {}

  read(bytes: Buffer, start: number, row: number): number {
    const end = bytes.length;
    let at = start;
    let any = 0;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === this.delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN) break;
      any |= byte;
    }
    if (this.decode) {
      // ASCII is the same in every encoding that is taken.
      const isAscii = any < 0x80;
      const text = isAscii
        ? bytes.toString('latin1', start, at)
        : this.decode(bytes.subarray(start, at));
      this.#texts[row] = text;
    }
    return at;
  }

  set(text: string, row: number): void {
    if (this.decode) this.#texts[row] = text;
  }

  values(rows: number): ArrayLike<unknown> {
    return this.#texts.slice(0, rows);
  }
}
