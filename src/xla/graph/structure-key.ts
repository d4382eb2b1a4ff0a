/**
 * Numbers as a short string, for looking programs up by their structure at every step: a key of some hundred characters
 * is made, hashed and compared in a tenth of the time that the structure as text takes.
 */

/** One bit of a character says that the number goes on in the next. */
const DIGIT = 2 ** 15;
/** So many characters are made at once: they are arguments of one call. */
const CHUNK = 4096;
/** Texts are numbered anew after so many: an old number is never given again, so that keys stay apart. */
const MOST_TEXTS = 100_000;

const numbers = new Map<string, number>();
let newest = 0;

/** A number of 0 or more for a text, as the signature of an operation: equal for equal texts, for a long time. */
export function numberOf(text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  if (numbers.size >= MOST_TEXTS) numbers.clear();
  numbers.set(text, newest);
  return newest++;
}

/** A list of whole numbers of 0 or more, and in the end a string that is equal for equal lists alone. */
export class StructureKey {
  readonly #codes: number[] = [];

  add(number: number): void {
    let rest = number;
    while (rest >= DIGIT) {
      this.#codes.push(DIGIT + (rest % DIGIT));
      rest = Math.floor(rest / DIGIT);
    }
    this.#codes.push(rest);
  }

  toString(): string {
    const codes = this.#codes;
    let text = '';
    for (let i = 0; i < codes.length; i += CHUNK) {
      text += String.fromCharCode(...(codes.length <= CHUNK ? codes : codes.slice(i, i + CHUNK)));
    }
    return text;
  }
}
