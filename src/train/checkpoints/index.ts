/** Saving a run while it trains, and going on from what was saved. */

export type { CheckpointOptions } from './checkpoint-folder.js';
export { Checkpoints } from './checkpoints.js';
export type { Position } from './training-state.js';
