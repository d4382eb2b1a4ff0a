/**
 * Random numbers as PyTorch's CPU generator gives them: the same seed, the same numbers in the same
 * order. Leaves out tensors (src/tensor/creation.ts) and what a training step draws (step-random.ts).
 */
import { RandomError } from './errors.js';
import { decodeState, encodeState, type GeneratorState } from './generator-state.js';
import { MersenneTwister } from './mersenne-twister.js';
import { normal } from './normal.js';

const TWO_POW_MINUS_24 = 2 ** -24;
const TWO_POW_MINUS_53 = 2 ** -53;
/** PyTorch draws 64 bits for ranges from here on, so that the remainder stays nearly uniform. */
const WIDE_RANGE = 2 ** 28;
/** PyTorch's seed before anyone calls `manualSeed`: `c10::detail::default_rng_seed_val`. */
const DEFAULT_SEED = 67280421310721;

/** PyTorch: `torch.Generator`. */
export class Generator {
  #seed: number;
  #twister: MersenneTwister;
  #nextNormal: number | undefined;

  /** @throws RandomError when the seed is not a whole number. */
  constructor(seed: number = DEFAULT_SEED) {
    this.#seed = checkedSeed(seed);
    this.#twister = new MersenneTwister(lowWord(seed));
  }

  /**
   * Starts again from a seed. PyTorch: `Generator.manual_seed`.
   * @throws RandomError when the seed is not a whole number.
   */
  manualSeed(seed: number): this {
    this.#seed = checkedSeed(seed);
    this.#twister = new MersenneTwister(lowWord(seed));
    this.#nextNormal = undefined;
    return this;
  }

  /** The seed that it began with. */
  initialSeed(): number {
    return this.#seed;
  }

  /** What decides the numbers to come; it can be set. */
  get state(): GeneratorState {
    return { seed: this.#seed, twister: this.#twister.state, nextNormal: this.#nextNormal };
  }

  set state({ seed, twister, nextNormal }: GeneratorState) {
    this.#seed = seed;
    this.#twister.state = twister;
    this.#nextNormal = nextNormal;
  }

  /** Where the generator stands, byte for byte as PyTorch's `Generator.get_state` gives it. */
  getState(): Uint8Array {
    return encodeState(this.state);
  }

  /**
   * Goes to where `getState` was called, here or in PyTorch.
   * @throws RandomError when these are no state's bytes.
   */
  setState(bytes: Uint8Array): this {
    this.state = decodeState(bytes);
    return this;
  }

  /** The next 32 bits. */
  random(): number {
    return this.#twister.next();
  }

  /** The next 64 bits, from two draws of which the first is the high half. */
  random64(): bigint {
    const high = this.#twister.next();
    const low = this.#twister.next();
    return (BigInt(high) << 32n) | BigInt(low);
  }

  /** Uniform in [0, 1), 24 bits: one element of `torch.rand`. */
  rand(): number {
    return (this.#twister.next() & 0xffffff) * TWO_POW_MINUS_24;
  }

  /** {@link rand} for each element. */
  fillRand(values: Float32Array): void {
    this.#twister.fill(values, 0xffffff);
    for (let i = 0; i < values.length; i++) values[i] *= TWO_POW_MINUS_24;
  }

  /** Uniform in [0, 1), 53 bits: one element of `torch.rand(dtype=torch.float64)`. */
  randDouble(): number {
    const high = this.#twister.next() & 0x1fffff;
    const low = this.#twister.next();
    return (high * 2 ** 32 + low) * TWO_POW_MINUS_53;
  }

  /** Uniform in [from, to), rounded as float32 arithmetic does: one element of `uniform_`. */
  uniform(from: number, to: number): number {
    const low = Math.fround(from);
    const range = Math.fround(Math.fround(to) - low);
    return Math.fround(this.rand() * range + low);
  }

  /** `size` numbers, uniform in [from, to). PyTorch: `Tensor.uniform_`. */
  uniforms(size: number, from = 0, to = 1): Float32Array {
    check(from <= to, `uniform numbers need from <= to, got from ${from} and to ${to}.`);
    const values = new Float32Array(size);
    const low = Math.fround(from);
    const range = Math.fround(Math.fround(to) - low);
    this.fillRand(values);
    for (let i = 0; i < size; i++) values[i] = values[i] * range + low;
    return values;
  }

  /** `size` normal numbers. PyTorch: `torch.randn`, `Tensor.normal_`. */
  normals(size: number, mean = 0, std = 1): Float32Array {
    check(std >= 0, `normal numbers need a std of 0 or more, got ${std}.`);
    return normal(this, size, mean, std);
  }

  /** One normal number by Box and Muller, which gives two: the second is kept for the next call. */
  normalDouble(): number {
    if (this.#nextNormal !== undefined) {
      const kept = this.#nextNormal;
      this.#nextNormal = undefined;
      return kept;
    }
    const angle = 2 * Math.PI * this.randDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.randDouble()));
    this.#nextNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A whole number from 0 to `high` - 1: one element of `torch.randint`. */
  randint(high: number): number {
    return high < WIDE_RANGE ? this.random() % high : this.#wide(high);
  }

  /**
   * `size` whole numbers in [low, high). PyTorch: `torch.randint`.
   * @throws RandomError when there is no number between them.
   */
  randints(size: number, low: number, high: number): Int32Array {
    const range = high - low;
    if (!Number.isInteger(low) || !Number.isInteger(high) || range < 1 || range > 2 ** 32) {
      throw new RandomError(
        `randint needs whole numbers low < high, at most 2^32 apart; got low ${low} and high ${high}.`,
      );
    }
    const draw = range < WIDE_RANGE ? () => this.random() % range : () => this.#wide(range);
    return Int32Array.from({ length: size }, () => low + draw());
  }

  /**
   * 0 to n - 1 in random order. PyTorch: `torch.randperm`.
   * @throws RandomError unless n is a whole number of 0 or more.
   */
  randperm(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0) {
      throw new RandomError(`randperm needs a whole number of 0 or more, got ${n}.`);
    }
    const order = new Int32Array(n);
    for (let i = 1; i < n; i++) order[i] = i;
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.#twister.next() % (n - i));
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** `size` ones and zeros; each is one with probability `p`. PyTorch: `Tensor.bernoulli_(p)`. */
  bernoulli(size: number, p: number): Float32Array {
    check(p >= 0 && p <= 1, `bernoulli needs a probability from 0 to 1, got ${p}.`);
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = this.randDouble() < p ? 1 : 0;
    return values;
  }

  /**
   * `size` numbers of an exponential distribution. PyTorch: `Tensor.exponential_`, where no MKL is used.
   * @param rate the reciprocal of their mean
   */
  exponentials(size: number, rate = 1): Float32Array {
    check(rate > 0, `exponential numbers need a rate above 0, got ${rate}.`);
    return this.#fill(size, () => this.exponentialDouble(rate));
  }

  /** One element of {@link exponentials}, before it is rounded to float32. */
  exponentialDouble(rate = 1): number {
    return (-1 / rate) * Math.log1p(-this.randDouble());
  }

  /** How many trials it takes to succeed with probability `p`. PyTorch: `Tensor.geometric_`. */
  geometrics(size: number, p: number): Float32Array {
    check(p > 0 && p < 1, `geometric numbers need a probability between 0 and 1, got ${p}.`);
    return this.#fill(size, () => Math.ceil(Math.log(this.randDouble()) / Math.log1p(-p)));
  }

  /** PyTorch: `Tensor.cauchy_`. */
  cauchys(size: number, median = 0, sigma = 1): Float32Array {
    check(sigma > 0, `numbers of the Cauchy distribution need a sigma above 0, got ${sigma}.`);
    return this.#fill(size, () => median + sigma * Math.tan(Math.PI * (this.randDouble() - 0.5)));
  }

  /** Numbers whose logarithm is normal. PyTorch: `Tensor.log_normal_`. */
  logNormals(size: number, mean = 1, std = 2): Float32Array {
    check(std > 0, `log-normal numbers need a std above 0, got ${std}.`);
    return this.#fill(size, () => Math.exp(this.normalDouble() * std + mean));
  }

  /** A 63-bit whole number: `torch.empty((), dtype=torch.int64).random_()`. */
  randomInt64(): bigint {
    return this.random64() & 0x7fff_ffff_ffff_ffffn;
  }

  #fill(size: number, draw: () => number): Float32Array {
    return Float32Array.from({ length: size }, draw);
  }

  #wide(range: number): number {
    return Number(this.random64() % BigInt(range));
  }
}

/** What everything random draws from unless it is given a generator. */
export const defaultGenerator = new Generator();

/** Seeds the global generator. PyTorch: `torch.manual_seed`. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** @throws RandomError saying what is needed */
function check(holds: boolean, needed: string): void {
  if (!holds) throw new RandomError(needed);
}

function checkedSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) {
    throw new RandomError(`A seed must be a whole number below 2^53, got ${seed}.`);
  }
  return seed;
}

function lowWord(seed: number): number {
  return Number(BigInt.asUintN(32, BigInt(seed)));
}
