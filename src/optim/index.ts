/** Optimizers. PyTorch: `torch.optim`. */
export { Adam, type AdamGroupOptions, type AdamOptions, AdamW } from './adam.js';
export * as lrScheduler from './lr-scheduler.js';
export { Optimizer, type ParamGroupInput, type ParamsInput } from './optimizer.js';
export { ParamGroup } from './param-group.js';
export { SGD, type SGDGroupOptions, type SGDOptions } from './sgd.js';
export { StepLR, type StepLROptions } from './step-lr.js';
