/**
 * MurmurHash2 of a text, in 32 bits: how a front end finds the cell that a path of the debugger
 * stands for. Both sides must come to the same number.
 *
 * Austin Appleby's MurmurHash2 (https://github.com/aappleby/smhasher), over the text's UTF-8.
 */
const FACTOR = 0x5bd1e995;
const SHIFT = 24;
const WORD = 4;

export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text, 'utf8');
  const whole = bytes.length - (bytes.length % WORD);
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += WORD) {
    let word = Math.imul(bytes.readUInt32LE(at), FACTOR);
    word ^= word >>> SHIFT;
    hash = Math.imul(hash, FACTOR) ^ Math.imul(word, FACTOR);
  }
  if (whole < bytes.length) {
    hash = Math.imul(hash ^ bytes.readUIntLE(whole, bytes.length - whole), FACTOR);
  }
  hash = Math.imul(hash ^ (hash >>> 13), FACTOR);
  return (hash ^ (hash >>> 15)) >>> 0;
}
