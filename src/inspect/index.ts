/** Looking into models. */
export { type DrawGraphOptions, type Drawing, drawGraph } from './drawing/draw-graph.js';
export type { GraphNode } from './drawing/graph.js';
export type { ModelInput } from './model-input.js';
export { type Profile, type ProfileOptions, profile } from './profile/profile.js';
export type { ModuleTime, OperationTime, ProgramTime } from './profile/times.js';
export type { ChromeTrace, TraceEvent } from './profile/trace.js';
export type { Column } from './summary/columns.js';
export type { Layer } from './summary/layer.js';
export { type Summary, type SummaryOptions, summary } from './summary/summary.js';
export type { Totals } from './summary/totals.js';
