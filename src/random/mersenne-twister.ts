/**
 * MT19937, the bit source of PyTorch's CPU generator.
 * Leaves out distributions (generator.ts, normal.ts).
 *
 * See Matsumoto & Nishimura 1998, "Mersenne Twister"; PyTorch: `at::mt19937`.
 */

const N = 624;
const M = 397;

/** Everything that decides the numbers to come. */
export interface TwisterState {
  readonly words: Uint32Array;
  readonly index: number;
}

export class MersenneTwister {
  readonly #words = new Uint32Array(N);
  #index = N;

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
    if (this.#index === N) this.#refill();
    let y = this.#words[this.#index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  get state(): TwisterState {
    return { words: this.#words.slice(), index: this.#index };
  }

  set state({ words, index }: TwisterState) {
    this.#words.set(words);
    this.#index = index;
  }

  #refill(): void {
    const words = this.#words;
    for (let i = 0; i < N; i++) {
      const y = (words[i] & 0x80000000) | (words[(i + 1) % N] & 0x7fffffff);
      words[i] = words[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}
