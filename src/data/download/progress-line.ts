/**
 * Shows a download as one line: rewritten in a terminal, one display that is updated in a notebook, and
 * a single line at the end where output goes to a file.
 */
import { randomUUID } from 'node:crypto';
import type { DownloadProgress } from './download.js';

/** Milliseconds between two updates. */
const TERMINAL_PERIOD = 100;
const NOTEBOOK_PERIOD = 500;

type Show = (line: string, last: boolean) => void;

/** A callback for `onProgress` of one file. `name` is what the line begins with. */
export function progressLine(name: string): (progress: DownloadProgress) => void {
  const { show, period } = place();
  const start = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return ({ received, total }) => {
    const now = performance.now();
    const last = received === total;
    if (!last && now - shown < period) return;
    shown = now;
    const seconds = (now - start) / 1000;
    const rate = seconds > 0.5 ? `, ${amount(received / seconds)}/s` : '';
    const share = total ? ` of ${amount(total)} (${Math.floor((100 * received) / total)} %)` : '';
    show(`${name}: ${amount(received)}${share}${rate}`, last);
  };
}

const amount = (bytes: number) =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function place(): { show: Show; period: number } {
  const notebook: unknown = Reflect.get(globalThis, Symbol.for('gradbook.notebook'));
  if (isNotebook(notebook)) {
    const displayId = randomUUID();
    let update = false;
    const show: Show = (line) => {
      notebook.display({ 'text/plain': line }, { displayId, update });
      update = true;
    };
    return { show, period: NOTEBOOK_PERIOD };
  }
  if (process.stderr.isTTY) {
    const show: Show = (line, last) => {
      process.stderr.write(`\r\u001b[K${line}${last ? '\n' : ''}`);
    };
    return { show, period: TERMINAL_PERIOD };
  }
  const show: Show = (line, last) => {
    if (last) process.stderr.write(`${line}\n`);
  };
  return { show, period: 0 };
}

interface Notebook {
  display(bundle: Record<string, unknown>, options: { displayId: string; update: boolean }): void;
}

function isNotebook(value: unknown): value is Notebook {
  return (
    typeof value === 'object' &&
    value !== null &&
    'display' in value &&
    typeof value.display === 'function'
  );
}
