/**
 * Shows a download as one line: rewritten in a terminal, one display that is updated in a notebook, and
 * a single line at the end where output goes to a file.
 */
import { randomUUID } from 'node:crypto';
import { currentNotebook, type Notebook } from '../current-notebook.js';
import type { DownloadProgress } from './download.js';

/** Milliseconds between two updates. */
const TERMINAL_PERIOD = 100;
const NOTEBOOK_PERIOD = 500;

/** Where the line is shown. */
interface Place {
  readonly period: number;
  show(line: string, last: boolean): void;
  /** What follows begins on a line of its own. */
  end(): void;
}

export interface ProgressLine {
  /** For `onProgress` of the file's download. */
  readonly update: (progress: DownloadProgress) => void;
  /** To be called when the download has ended, well or not. */
  readonly end: () => void;
}

/** Shows one file's download. `name` is what the line begins with. */
export function progressLine(name: string): ProgressLine {
  const { period, show, end } = place();
  const start = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  const update = ({ received, total }: DownloadProgress) => {
    const now = performance.now();
    const last = received === total;
    if (!last && now - shown < period) return;
    shown = now;
    const seconds = (now - start) / 1000;
    const rate = seconds > 0.5 ? `, ${amount(received / seconds)}/s` : '';
    const share = total ? ` of ${amount(total)} (${Math.floor((100 * received) / total)} %)` : '';
    show(`${name}: ${amount(received)}${share}${rate}`, last);
  };
  return { update, end };
}

const amount = (bytes: number) =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function place(): Place {
  const notebook = currentNotebook();
  if (notebook) return inNotebook(notebook);
  return process.stderr.isTTY ? inTerminal() : inFile();
}

function inNotebook(notebook: Notebook): Place {
  const displayId = randomUUID();
  let update = false;
  return {
    period: NOTEBOOK_PERIOD,
    show(line) {
      notebook.display({ 'text/plain': line }, { displayId, update });
      update = true;
    },
    end() {},
  };
}

function inTerminal(): Place {
  let open = false;
  return {
    period: TERMINAL_PERIOD,
    show(line) {
      process.stderr.write(`\r\u001b[K${line}`);
      open = true;
    },
    end() {
      if (open) process.stderr.write('\n');
      open = false;
    },
  };
}

function inFile(): Place {
  return {
    period: 0,
    show(line, last) {
      if (last) process.stderr.write(`${line}\n`);
    },
    end() {},
  };
}
