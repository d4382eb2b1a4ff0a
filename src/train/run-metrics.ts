/** The metrics of a run: figures of a classifier on the validation set. None of them can end a training by failing. */
import { shown } from '../tensor/index.js';
import { FitError } from './errors.js';

/** `(labels, predicted) -> figure`, as the functions in `metrics`. */
export type Metric = (labels: Int32Array, predicted: Int32Array) => number;

/** By the names under which the history has them. */
export type Metrics = Readonly<Record<string, Metric>>;

export class RunMetrics {
  readonly #metrics: Map<string, Metric>;

  constructor(metrics: Metrics = {}) {
    this.#metrics = new Map(Object.entries(metrics));
  }

  /** The figures by name. A metric that throws, or gives no number, is said and measured no more. */
  measure(labels: Int32Array, predicted: Int32Array): Record<string, number> {
    const figures: Record<string, number> = {};
    for (const [name, metric] of this.#metrics) {
      try {
        figures[name] = checkedFigure(metric(labels, predicted));
      } catch (error) {
        this.#metrics.delete(name);
        const told = `fit: the metric '${name}' failed and is left out from now on; training goes on.`;
        console.error(told, error);
      }
    }
    return figures;
  }

  /** Says, once, that the model isn't one that can be measured so. */
  leaveOut(): void {
    if (this.#metrics.size === 0) return;
    console.error(
      `fit: the metrics ${[...this.#metrics.keys()].join(', ')} are left out, training goes on: they need logits of ` +
        'shape [batch, classes] and int32 labels of shape [batch]. For other models measure in a callback: ' +
        '{ onEpochEnd(run, record) { record.mine = ... } }.',
    );
    this.#metrics.clear();
  }
}

/** @throws FitError unless it is a number; a promise would come too late. */
function checkedFigure(figure: unknown): number {
  if (typeof figure === 'number') return figure;
  throw new FitError(
    `A metric gives a number, as (labels, predicted) => 0.5, not ${shown(figure)}.`,
  );
}
