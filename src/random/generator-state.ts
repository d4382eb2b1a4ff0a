/**
 * Where a generator stands, and that as bytes: those of PyTorch's CPU generator, so that a state goes both
 * ways. PyTorch: `CPUGeneratorImplState`, little-endian, 64 bits a word of the twister.
 */
import { RandomError } from './errors.js';
import { TWISTER_WORDS, type TwisterState } from './mersenne-twister.js';

/** `generator.state = saved` goes back there. */
export interface GeneratorState {
  /** The seed that it began with. */
  readonly seed: number;
  /** The words of the Mersenne twister, and where it is in them. */
  readonly twister: TwisterState;
  /** A normal number that is drawn already. */
  readonly nextNormal: number | undefined;
}

const SEED = 0;
const LEFT = 8;
const SEEDED = 12;
const NEXT = 16;
const WORDS = 24;
const NORMAL = WORDS + 8 * TWISTER_WORDS + 8;
const NORMAL_IS_KEPT = NORMAL + 16;
/** After these come a float32 that CPU kernels don't use, and whether it is there. */
const BYTES = NORMAL_IS_KEPT + 16;

export function encodeState({ seed, twister, nextNormal }: GeneratorState): Uint8Array {
  const view = new DataView(new ArrayBuffer(BYTES));
  view.setBigInt64(SEED, BigInt(seed), true);
  view.setInt32(LEFT, twister.left, true);
  view.setInt32(SEEDED, 1, true);
  view.setBigUint64(NEXT, BigInt(twister.next), true);
  twister.words.forEach((word, i) => {
    view.setUint32(WORDS + 8 * i, word, true);
  });
  if (nextNormal !== undefined) {
    view.setFloat64(NORMAL, nextNormal, true);
    view.setInt32(NORMAL_IS_KEPT, 1, true);
  }
  return new Uint8Array(view.buffer);
}

/** @throws RandomError when these are no state's bytes. */
export function decodeState(bytes: Uint8Array): GeneratorState {
  if (bytes.length !== BYTES) {
    throw new RandomError(`A generator's state has ${BYTES} bytes, got ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const left = view.getInt32(LEFT, true);
  const next = Number(view.getBigUint64(NEXT, true));
  if (left < 1 || left > TWISTER_WORDS || next > TWISTER_WORDS) {
    throw new RandomError('These bytes are no state of a generator: its place is out of range.');
  }
  const words = Uint32Array.from({ length: TWISTER_WORDS }, (_, i) =>
    view.getUint32(WORDS + 8 * i, true),
  );
  const kept = view.getInt32(NORMAL_IS_KEPT, true) === 1;
  return {
    seed: Number(view.getBigInt64(SEED, true)),
    twister: { words, next, left },
    nextNormal: kept ? view.getFloat64(NORMAL, true) : undefined,
  };
}
