/** How a run of `fit` went: losses and metrics by epoch, one above the other. */

import { isRecord } from '../is-record.js';
import { PlotError } from './errors.js';
import type { Figure, Trace } from './figure.js';
import { curve } from './line.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { axis } from './theme.js';

const DEFAULTS = { title: 'Learning curves', height: 380, heightWithMetrics: 560 };
/** Of an epoch's numbers, those that are not curves. */
const NOT_METRICS = new Set(['epoch', 'lr', 'seconds']);
const GAP = 0.12;

/** What `fit` returns, as far as it is drawn: each epoch's numbers by name. */
export interface HistoryLike {
  /** A record for each epoch. */
  readonly epochs: readonly { readonly epoch: number; readonly loss: number }[];
}

/**
 * Draws every number of the epochs: names that end in `loss` above, other metrics below.
 * @throws PlotError when `history` has no epochs.
 */
export function learningCurves(history: HistoryLike, options: ChartOptions = {}): Figure {
  const epochs = readEpochs(history);
  const names = [...new Set(epochs.flatMap(({ numbers }) => [...numbers.keys()]))];
  const losses = names.filter((name) => /loss$/i.test(name));
  const metrics = names.filter((name) => !/loss$/i.test(name));

  const draw = (name: string, index: number): Trace => {
    const rows = epochs.filter(({ numbers }) => numbers.has(name));
    const y = rows.map(({ numbers }) => numbers.get(name) ?? NaN);
    return curve({ x: rows.map(({ epoch }) => epoch), y }, index, readable(name));
  };
  const data = [
    ...losses.map((name, i) => draw(name, i)),
    ...metrics.map((name, i) => ({ ...draw(name, losses.length + i), yaxis: 'y2' })),
  ];
  const isSplit = metrics.length > 0;
  return makeFigure(
    data,
    {
      title: { text: DEFAULTS.title },
      height: isSplit ? DEFAULTS.heightWithMetrics : DEFAULTS.height,
      showlegend: data.length > 1,
      xaxis: axis({ title: 'Epoch', ...wholeTicks(epochs.length), anchor: isSplit ? 'y2' : 'y' }),
      yaxis: axis({ title: 'Loss', domain: isSplit ? [0.5 + GAP / 2, 1] : [0, 1] }),
      ...(isSplit
        ? { yaxis2: axis({ title: metricsTitle(metrics), domain: [0, 0.5 - GAP / 2] }) }
        : {}),
    },
    options,
  );
}

function readEpochs(history: unknown): { epoch: number; numbers: Map<string, number> }[] {
  const epochs = isRecord(history) ? history.epochs : undefined;
  if (!Array.isArray(epochs) || epochs.length === 0) {
    throw new PlotError('learningCurves', 'history', 'what fit returned, with epochs', history);
  }
  return epochs.map((record: unknown, i) => {
    if (!isRecord(record)) {
      throw new PlotError('learningCurves', `epochs[${i}]`, 'an object of numbers', record);
    }
    const numbers = Object.entries(record).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    );
    const epoch = numbers.find(([name]) => name === 'epoch')?.[1] ?? i + 1;
    return { epoch, numbers: new Map(numbers.filter(([name]) => !NOT_METRICS.has(name))) };
  });
}

/** `validationLoss` -> `Validation loss`. */
function readable(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words === 'loss' ? 'Training loss' : words.charAt(0).toUpperCase() + words.slice(1);
}

function metricsTitle(metrics: readonly string[]): string {
  return metrics.every((name) => /accuracy$/i.test(name)) ? 'Accuracy (0 to 1)' : 'Metric';
}

/** Few epochs are all named; plotly chooses for many. */
function wholeTicks(count: number): { dtick?: number } {
  return count <= 15 ? { dtick: 1 } : {};
}
