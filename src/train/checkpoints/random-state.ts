/** Where a generator of random numbers stands, as JSON. */
import type { Generator } from '../../random/index.js';

/** Base64 of the words, and what else decides the numbers to come. */
export interface RandomState {
  readonly seed: number;
  readonly next: number;
  readonly left: number;
  readonly words: string;
  readonly nextNormal: number | null;
}

export function randomState(generator: Generator): RandomState {
  const { seed, twister, nextNormal = null } = generator.state;
  const { buffer, byteOffset, byteLength } = twister.words;
  const words = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return { seed, next: twister.next, left: twister.left, words, nextNormal };
}

export function setRandomState(generator: Generator, state: RandomState): void {
  const words = new Uint32Array(Uint8Array.from(Buffer.from(state.words, 'base64')).buffer);
  generator.state = {
    seed: state.seed,
    twister: { words, next: state.next, left: state.left },
    nextNormal: state.nextNormal ?? undefined,
  };
}
