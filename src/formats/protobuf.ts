/** Fields of protocol buffers' messages. See {@link https://protobuf.dev/programming-guides/encoding/ | their encoding}. */

const VARINT = 0;
const EIGHT_BYTES = 1;
const BYTES = 2;
const FOUR_BYTES = 5;

export const varintField = (field: number, value: number): Uint8Array =>
  Buffer.concat([key(field, VARINT), varint(value)]);

/** Many whole numbers, packed. */
export const varintsField = (field: number, values: readonly number[]): Uint8Array =>
  bytesField(field, Buffer.concat(values.map(varint)));

export const doubleField = (field: number, value: number): Uint8Array =>
  Buffer.concat([key(field, EIGHT_BYTES), bytesOf(Float64Array.of(value))]);

export const floatField = (field: number, value: number): Uint8Array =>
  Buffer.concat([key(field, FOUR_BYTES), bytesOf(Float32Array.of(value))]);

/** Bytes, or a message of its own. */
export const bytesField = (field: number, content: Uint8Array): Uint8Array =>
  Buffer.concat([key(field, BYTES), varint(content.length), content]);

export const textField = (field: number, text: string): Uint8Array =>
  bytesField(field, Buffer.from(text));

/** Many numbers, packed. */
export const doublesField = (field: number, values: readonly number[]): Uint8Array =>
  bytesField(field, bytesOf(Float64Array.from(values)));

const key = (field: number, type: number): Uint8Array => varint((field << 3) | type);

const bytesOf = ({ buffer }: Float32Array | Float64Array): Uint8Array => new Uint8Array(buffer);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    const low = rest % 128;
    if (rest < 128) return Uint8Array.from([...bytes, low]);
    bytes.push(low | 128);
  }
}
