/** Looking into models. */
export type { ModelInput } from './model-input.js';
export type { Column } from './summary/columns.js';
export type { Layer } from './summary/layer.js';
export { type Summary, type SummaryOptions, summary } from './summary/summary.js';
export type { Totals } from './summary/totals.js';
