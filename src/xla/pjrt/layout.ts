/**
 * C structs laid out by hand: every field of the structs used here starts on an 8-byte boundary, so a struct is
 * an array of 64-bit slots, and only the size of its last field decides `struct_size`. Holds for the 64-bit
 * little-endian machines that plugins exist for. Knows no particular struct.
 */
import { addressOf } from './native-memory.js';

/** Where the fields of one kind of struct are. */
export interface Layout<Field extends string> {
  readonly name: string;
  /** The value of `struct_size`: the end of the last field, without padding behind it. */
  readonly size: number;
  /** The slot of each field. */
  readonly slot: Readonly<Record<Field, number>>;
}

const SLOT = 8;
/** `struct_size` and `extension_start`, which open every struct. */
const HEADER_SLOTS = 2;
/** A newer plugin may know more fields; those that it finds here are zero, which means "not given". */
const SPARE_SLOTS = 8;

/**
 * A layout from the field names of the C header, in order, without the two that open every struct.
 * @param lastSize bytes of the last field: 8, 4 for an `int`, 1 for a `bool`
 */
export function layout<Field extends string>(
  name: string,
  fields: readonly Field[],
  lastSize: 8 | 4 | 1 = SLOT,
): Layout<Field> {
  const slot: Partial<Record<Field, number>> = {};
  fields.forEach((field, index) => {
    slot[field] = HEADER_SLOTS + index;
  });
  const end = (HEADER_SLOTS + fields.length) * SLOT;
  return {
    name,
    size: fields.length === 0 ? end : end - SLOT + lastSize,
    slot: slot as Record<Field, number>,
  };
}

/** What a field can be filled with: a number or a handle, or memory that the field then points to. */
type Value = bigint | ArrayBufferView | Struct<string>;

/**
 * The memory of one struct. It is outside the JavaScript heap, so its address holds for its lifetime, and it
 * can be filled and passed again and again. Memory that its fields point to is kept alive with it.
 */
export class Struct<Field extends string> {
  readonly address: bigint;
  readonly #slots: BigUint64Array<ArrayBuffer>;
  readonly #slot: Readonly<Record<Field, number>>;
  readonly #pointedTo = new Map<Field, ArrayBufferView | Struct<string>>();

  constructor(layout: Layout<Field>, values: Partial<Record<Field, Value>> = {}) {
    const slots = Math.ceil(layout.size / SLOT) + SPARE_SLOTS;
    this.#slots = new BigUint64Array(new ArrayBuffer(slots * SLOT));
    this.#slots[0] = BigInt(layout.size);
    this.#slot = layout.slot;
    this.address = addressOf(this.#slots);
    for (const field in values) {
      const value = values[field];
      if (typeof value === 'bigint') this.set(field, value);
      else if (value !== undefined) this.point(field, value);
    }
  }

  /** A handle, a size, or an integer that isn't negative. */
  set(field: Field, value: bigint): void {
    this.#slots[this.#slot[field]] = value;
  }

  /** Makes a pointer field point to `memory`, which stays alive until the field changes. */
  point(field: Field, memory: ArrayBufferView | Struct<string>): void {
    this.#pointedTo.set(field, memory);
    this.set(field, memory instanceof Struct ? memory.address : addressOf(memory));
  }

  /** Lets go of the memory that a pointer field points to. */
  forget(field: Field): void {
    this.#pointedTo.delete(field);
    this.set(field, 0n);
  }

  get(field: Field): bigint {
    return this.#slots[this.#slot[field]] ?? 0n;
  }

  /** A size or an enumeration, as a number. */
  getNumber(field: Field): number {
    return Number(this.get(field));
  }
}
