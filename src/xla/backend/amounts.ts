/** Large amounts, in three digits. */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** As `1.05 GB`; fewer than a thousand as they are. */
export function inThousands(count: number, unit = ''): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), PREFIXES.length - 1);
  if (power === 0) return `${count}`;
  return `${(count / 1000 ** power).toPrecision(3)} ${PREFIXES[power]}${unit}`;
}

/** As `2.11 MB`, or `12 bytes`. */
export const bytesInWords = (bytes: number): string =>
  bytes < 1000 ? `${bytes} bytes` : inThousands(bytes, 'B');
