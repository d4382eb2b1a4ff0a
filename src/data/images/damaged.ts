/** Looks how many pictures more are damaged, where one was, so that a person mends all of them at once. */
import { readFileSync } from 'node:fs';
import { Transformer } from '@napi-rs/image';

/** How long the looking may take, in milliseconds. */
const LOOK = 2000;
/** So many names are enough to see what they have in common. */
const NAMES = 3;

/** A sentence on the files other than `index` that can't be decoded. */
export function damagedAmong(files: readonly string[], index: number): string {
  const start = performance.now();
  const damaged: string[] = [];
  let looked = 0;
  for (let i = 1; i < files.length && performance.now() - start < LOOK; i++) {
    const file = files[(index + i) % files.length];
    if (isDamaged(file)) damaged.push(file);
    looked++;
  }
  const others = files.length - 1;
  const scope = looked === others ? `the other ${others}` : `${looked} of the other ${others}`;
  if (damaged.length === 0) return `Of ${scope} files none is damaged.`;
  const names = damaged.slice(0, NAMES).join(', ') + (damaged.length > NAMES ? ' ...' : '');
  return `Of ${scope} files ${damaged.length} can't be read either: ${names}.`;
}

function isDamaged(file: string): boolean {
  try {
    new Transformer(readFileSync(file)).rawPixelsSync();
    return false;
  } catch {
    return true;
  }
}
