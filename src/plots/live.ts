/**
 * `live`: a figure that changes while a cell runs, as updates of one display.
 *
 * Sending is decided by the clock at each change, not by timers, because a training loop may hold
 * the event loop for seconds; a timer only delivers what is left when the loop pauses. What is sent
 * is thinned, and never sent more often than costs 5 % of the time.
 */
import { randomUUID } from 'node:crypto';
import { currentNotebook, type Notebook } from '../current-notebook.js';
import { decimate } from './decimate.js';
import { PlotError } from './errors.js';
import { describeFigure, type Figure, isFigure, type Trace } from './figure.js';
import { displayable } from './make-figure.js';
import { changingMimeBundle, mimeBundle } from './mime.js';
import { ensurePlotly } from './plotly-script.js';
import { color } from './theme.js';

/** Milliseconds between updates, at least. */
const INTERVAL = 250;
/** An update that took t is followed by a pause of this many t. */
const REST = 20;
/** Points a trace that are sent. */
const MAX_POINTS = 2000;

/** A point that a live chart gets. */
export interface LivePoint {
  /** Where it is on the horizontal axis. */
  x: number;
  /** Where it is on the vertical axis. */
  y: number;
  /** The trace that grows: its index or its name. Default the first; an unknown name is a new one. */
  trace?: number | string;
}

/** A chart that is shown and grows. */
export interface LiveFigure {
  /** The figure with all its points. */
  readonly figure: Figure;
  /** Replaces the figure. */
  update(figure: Figure): void;
  /** Adds one point to a trace. */
  append(point: LivePoint): void;
  /**
   * Delivers the last state, as a figure that every viewer of notebooks can draw. Adding more
   * afterwards is allowed.
   */
  done(): void;
}

/**
 * Displays `figure` and keeps it up to date; outside a notebook `done` prints one line.
 *
 * @example
 * const chart = live(plots.lossCurve([]));
 * for (...) chart.append({ x: ++step, y: loss.item() });
 * chart.done();
 *
 * @throws PlotError when `figure` is not a plotly figure.
 */
export function live(figure: Figure): LiveFigure {
  return new LiveDisplay(figure, currentNotebook());
}

class LiveDisplay implements LiveFigure {
  readonly #notebook: Notebook | undefined;
  readonly #displayId = `gradbook-live-${randomUUID()}`;
  #figure: Figure;
  /** When the next update may go out, by performance.now(). */
  #nextAt = 0;
  #isDone = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(figure: Figure, notebook: Notebook | undefined) {
    this.#figure = copy(figure);
    this.#notebook = notebook;
    if (notebook) ensurePlotly(notebook);
    this.#send({ isUpdate: false, isLast: false });
  }

  get figure(): Figure {
    return this.#figure;
  }

  update(figure: Figure): void {
    this.#figure = copy(figure);
    this.#changed();
  }

  append({ x, y, trace = 0 }: LivePoint): void {
    if (typeof x !== 'number') throw new PlotError('live', 'x', 'a number', x);
    if (typeof y !== 'number') throw new PlotError('live', 'y', 'a number', y);
    const target = this.#trace(trace);
    points(target, 'x').push(x);
    points(target, 'y').push(y);
    this.#changed();
  }

  done(): void {
    if (!this.#isDone) this.#send({ isUpdate: true, isLast: true });
    this.#isDone = true;
    if (!this.#notebook) console.log(describeFigure(this.#figure));
  }

  #changed(): void {
    this.#isDone = false;
    const wait = this.#nextAt - performance.now();
    const update = () => this.#send({ isUpdate: true, isLast: false });
    if (wait <= 0) update();
    else if (this.#notebook) this.#timer ??= setTimeout(update, wait).unref();
  }

  #send({ isUpdate, isLast }: { isUpdate: boolean; isLast: boolean }): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#notebook) return;
    const start = performance.now();
    const figure = thinned(this.#figure);
    const bundle = isLast
      ? mimeBundle('live', figure)
      : changingMimeBundle('live', figure, this.#displayId);
    this.#notebook.display(bundle, { displayId: this.#displayId, update: isUpdate });
    const end = performance.now();
    this.#nextAt = Math.max(start + INTERVAL, end + REST * (end - start));
  }

  #trace(key: number | string): Trace {
    const { data } = this.#figure;
    const found = typeof key === 'number' ? data[key] : data.find(({ name }) => name === key);
    if (found) return found;
    if (typeof key === 'number') {
      throw new PlotError('live', 'trace', `below ${data.length}, or a name`, key);
    }
    const added: Trace = { type: 'scatter', mode: 'lines+markers', name: key, x: [], y: [] };
    data.push({ ...added, line: { color: color(data.length), width: 2 } });
    this.#figure.layout.showlegend = true;
    return this.#trace(key);
  }
}

/** The caller's figure stays as it is while ours grows. */
function copy(figure: unknown): Figure {
  if (!isFigure(figure)) {
    throw new PlotError('live', 'figure', 'a plotly figure { data: [...], layout: {...} }', figure);
  }
  return displayable(structuredClone(figure));
}

/** A trace's x or y, as a list that can grow. */
function points(trace: Trace, name: 'x' | 'y'): number[] {
  const list = trace[name];
  // Only this class adds to the copy, and it adds numbers; plotly takes other values too.
  if (Array.isArray(list)) return list;
  const numbers = ArrayBuffer.isView(list) ? Array.from(list as Iterable<number>) : [];
  trace[name] = numbers;
  return numbers;
}

function thinned(figure: Figure): Figure {
  return { ...figure, data: figure.data.map(thinTrace) };
}

function thinTrace(trace: Trace): Trace {
  const { x, y } = trace;
  const isCurve = /^scatter(gl)?$/.test(trace.type) && isNumbers(x) && isNumbers(y);
  return isCurve && y.length > MAX_POINTS ? { ...trace, ...decimate({ x, y }, MAX_POINTS) } : trace;
}

function isNumbers(value: unknown): value is number[] {
  // A curve's coordinates are of one kind, so that the first one tells.
  return Array.isArray(value) && typeof value[0] === 'number';
}
