/** What commands say of a report that they have written. */
import type { Report } from '../report/index.js';

export function reportLine({ html, bytes, figures }: Report): string {
  const count = `${figures} ${figures === 1 ? 'figure' : 'figures'}`;
  return `Report: ${html} (${(bytes / 1e6).toFixed(1)} MB, ${count})`;
}
