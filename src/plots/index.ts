/** Charts (data -> plotly figure) and their display in a notebook. */
export { type BarsOptions, bars } from './bars.js';
export { classScores, type ReportLike } from './class-scores.js';
export { type ConfusionMatrixOptions, confusionMatrix } from './confusion-matrix.js';
export { PlotError } from './errors.js';
export type { Figure, Layout, Trace } from './figure.js';
export { type HistogramOptions, histogram } from './histogram.js';
export { type ImageGridOptions, imageGrid } from './image-grid.js';
export { type HistoryLike, learningCurves } from './learning-curves.js';
export { type LineOptions, line } from './line.js';
export { type LiveFigure, type LivePoint, live } from './live.js';
export { type LossCurveOptions, lossCurve } from './loss-curve.js';
export type { ChartOptions } from './make-figure.js';
export type { Matrix, Numbers, Series } from './numbers.js';
export type { Images } from './pictures.js';
export { type ScatterOptions, scatter } from './scatter.js';
export { show } from './show.js';
export type { TensorLike } from './tensor-like.js';
export { type TrialLike, type TuningOptions, tuning } from './tuning.js';
