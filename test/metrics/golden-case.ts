/** A metric's figure beside scikit-learn's, of the cases that make-goldens.py writes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type MockTracker, mock } from 'node:test';
import * as metrics from '../../src/metrics/index.js';
import { assertClose } from '../assert-close.js';

export interface GoldenCase {
  readonly metric: string;
  readonly arguments: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  /** What scikit-learn gives ... */
  readonly expected?: unknown;
  /** ... or throws, */
  readonly error?: string;
  /** and whether it warns that the figure is not defined. */
  readonly warns?: true;
}

export interface Goldens {
  readonly 'scikit-learn': string;
  readonly cases: readonly GoldenCase[];
}

export function readGoldens(file: string | URL): Goldens {
  return JSON.parse(readFileSync(file, 'utf8'), (_, value) =>
    value === 'nan' || value === 'inf' || value === '-inf' ? numberOf(value) : value,
  );
}

const numberOf = (text: 'nan' | 'inf' | '-inf') =>
  ({ nan: Number.NaN, inf: Infinity, '-inf': -Infinity })[text];

/** @throws AssertionError unless the metric gives, throws and warns what scikit-learn does. */
export function checkCase(golden: GoldenCase, given = golden.arguments): void {
  const { metric, options, error, expected } = golden;
  const figure: unknown = Reflect.get(metrics, metric);
  assert.ok(typeof figure === 'function', `there is no ${metric}`);
  const { mock: warned, restore } = quiet(mock);
  try {
    if (error !== undefined) {
      assert.throws(() => figure(...given, options), metrics.MetricError, `expected ${error}`);
      return;
    }
    assertClose(plainFigure(figure(...given, options)), expected, 1e-6);
    if (golden.warns) assert.ok(warned.callCount() > 0, 'it did not warn');
  } finally {
    restore();
  }
}

function quiet(tracker: MockTracker) {
  const { mock: warned } = tracker.method(console, 'warn', () => {});
  return { mock: warned, restore: () => warned.restore() };
}

/** Named figures in the order in which scikit-learn gives them; a report as its text. */
function plainFigure(figure: unknown): unknown {
  if (figure instanceof metrics.ClassificationReport) return String(figure);
  if (typeof figure !== 'object' || figure === null || Array.isArray(figure)) return figure;
  return Object.values(figure);
}
