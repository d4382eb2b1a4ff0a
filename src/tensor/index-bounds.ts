/**
 * Whether there are elements for the numbers of an index. Looking would make each step wait for the device; so what came from the
 * host is remembered by its least and greatest number, and only what a device has computed isn't looked at.
 */
import { onXla } from './device-names.js';
import { IndexError } from './errors.js';
import type { Storage } from './memory/storage.js';
import type { Tensor } from './tensor.js';

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Of what came from the host, as long as it isn't changed in place. */
const known = new WeakMap<Storage, Bounds & { readonly version: number }>();

function boundsIn(values: ArrayLike<number>): Bounds {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return { least, most };
}

/** Remembers the bounds of whole numbers that a tensor was made of. */
export function noteBounds({ storage, dtype }: Tensor, values: ArrayLike<number>): void {
  if (dtype !== 'int32') return;
  known.set(storage, { ...boundsIn(values), version: storage.version });
}

/** Remembers the bounds of what was joined, where those of all its parts are remembered. */
export function noteJoined(whole: Tensor, parts: readonly Tensor[]): Tensor {
  const bounds = parts.flatMap((part) => notedOf(part) ?? []);
  if (bounds.length === parts.length) {
    const least = Math.min(...bounds.map((one) => one.least));
    const most = Math.max(...bounds.map((one) => one.most));
    known.set(whole.storage, { least, most, version: whole.storage.version });
  }
  return whole;
}

function notedOf({ storage }: Tensor): Bounds | undefined {
  const noted = known.get(storage);
  return noted?.version === storage.version ? noted : undefined;
}

/** The least and greatest number; undefined where only the device knows them. */
export function boundsOf(index: Tensor): Bounds | undefined {
  const noted = notedOf(index);
  if (noted) return noted;
  return onXla() ? undefined : boundsIn(index.dataSync());
}

/**
 * @param least the least number that there is an element for: 0, or -`size` where they count from the end too
 * @throws IndexError for a number out of range. One that only the device knows can't be an error: there NaN stands in place of
 *   what it should have taken or written, as in `embedding`.
 */
export function checkIndexRange(
  operation: string,
  index: Tensor,
  dim: number,
  size: number,
  least = 0,
): void {
  const bounds = boundsOf(index);
  if (!bounds) return;
  const wrong = bounds.least < least ? bounds.least : bounds.most;
  if (index.numel() === 0 || (wrong >= least && wrong < size)) return;
  throw new IndexError(
    operation,
    `index ${wrong} is out of range for dimension ${dim}, which has ${size} elements: ${size === 0 ? 'there is none' : `it must be from ${least} to ${size - 1}`}.`,
  );
}
