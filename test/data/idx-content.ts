/** Makes IDX files for tests. */
import type { IdxArray } from '../../src/data/idx.js';

const UNSIGNED_BYTE = 0x08;

/** The content of a file. */
export function formatIdx({ shape, data }: IdxArray): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (UNSIGNED_BYTE << 8) | shape.length);
  for (const [axis, dimension] of shape.entries()) view.setUint32(4 + 4 * axis, dimension);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}
