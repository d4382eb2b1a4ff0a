/** Gradbook: train models in TypeScript notebooks, with PyTorch's names. */
export * from './attribution/index.js';
export * from './check/index.js';
export * from './data/index.js';
export { type Device, DeviceError, type DeviceName, device } from './device/index.js';
export * from './evaluation/index.js';
export * from './func/index.js';
export * from './inspect/index.js';
export * as metrics from './metrics/index.js';
export * as nn from './nn/index.js';
export { load, loadTorch, save } from './nn/index.js';
export * as optim from './optim/index.js';
export * as plots from './plots/index.js';
export { live, show } from './plots/index.js';
export { Generator, type GeneratorState, manualSeed } from './random/index.js';
export * from './tensor/public.js';
export * from './train/index.js';
export * from './tune/index.js';
export * as widgets from './widgets/index.js';
