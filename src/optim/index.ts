/** Optimizers. PyTorch: `torch.optim`. */

export { Adadelta, type AdadeltaGroupOptions, type AdadeltaOptions } from './adadelta.js';
export { Adagrad, type AdagradGroupOptions, type AdagradOptions } from './adagrad.js';
export { Adam, type AdamGroupOptions, type AdamOptions, AdamW } from './adam.js';
export { Adamax, type AdamaxGroupOptions, type AdamaxOptions } from './adamax.js';
export * as lrScheduler from './lr-scheduler/index.js';
export { StepLR, type StepLROptions } from './lr-scheduler/index.js';
export { NAdam, type NAdamGroupOptions, type NAdamOptions } from './nadam.js';
export { Optimizer, type ParamGroupInput, type ParamsInput } from './optimizer.js';
export { ParamGroup } from './param-group.js';
export { RAdam, type RAdamGroupOptions, type RAdamOptions } from './radam.js';
export { RMSprop, type RMSpropGroupOptions, type RMSpropOptions } from './rmsprop.js';
export { Rprop, type RpropGroupOptions, type RpropOptions } from './rprop.js';
export { SGD, type SGDGroupOptions, type SGDOptions } from './sgd.js';
