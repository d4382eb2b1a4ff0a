/**
 * MT19937, the bit source of PyTorch's CPU generator.
 * Leaves out distributions (generator.ts, normal.ts).
 *
 * See Matsumoto & Nishimura 1998, "Mersenne Twister"; PyTorch: `at::mt19937`.
 */

export const TWISTER_WORDS = 624;
const N = TWISTER_WORDS;
const M = 397;

/** Everything that decides the numbers to come. */
export interface TwisterState {
  readonly words: Uint32Array;
  /** The word that the next number comes from. */
  readonly next: number;
  /** One more than the words that are left before all are made anew, as PyTorch counts. */
  readonly left: number;
}

export class MersenneTwister {
  readonly #words = new Uint32Array(N);
  #next = 0;
  #left = 1;

  /** @param seed only its low 32 bits count. */
  constructor(seed: number) {
    const words = this.#words;
    words[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = words[i - 1] ^ (words[i - 1] >>> 30);
      words[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** The next 32 bits, 0 to 2^32 - 1. */
  next(): number {
    if (--this.#left === 0) this.#refill();
    return tempered(this.#words[this.#next++]) >>> 0;
  }

  /** The low bits of as many numbers as there is room for: `next() & mask`, and that in one go. */
  fill(values: Float32Array, mask: number): void {
    const words = this.#words;
    for (let i = 0; i < values.length; ) {
      if (this.#left === 1) {
        this.#refill();
        this.#left = N + 1;
      }
      const end = Math.min(i + this.#left - 1, values.length);
      let next = this.#next;
      this.#left -= end - i;
      for (; i < end; i++) values[i] = tempered(words[next++]) & mask;
      this.#next = next;
    }
  }

  get state(): TwisterState {
    return { words: this.#words.slice(), next: this.#next, left: this.#left };
  }

  set state({ words, next, left }: TwisterState) {
    this.#words.set(words);
    this.#next = next;
    this.#left = left;
  }

  #refill(): void {
    const words = this.#words;
    for (let i = 0; i < N - M; i++) words[i] = twisted(words[i], words[i + 1]) ^ words[i + M];
    for (let i = N - M; i < N - 1; i++) {
      words[i] = twisted(words[i], words[i + 1]) ^ words[i + M - N];
    }
    words[N - 1] = twisted(words[N - 1], words[0]) ^ words[M - 1];
    this.#next = 0;
    this.#left = N;
  }
}

function twisted(word: number, following: number): number {
  const y = (word & 0x80000000) | (following & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function tempered(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
