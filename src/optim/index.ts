/** Optimizers. PyTorch: `torch.optim`. */
import './other-names.js';

export { Adadelta, type AdadeltaGroupOptions, type AdadeltaOptions } from './adadelta.js';
export { Adafactor, type AdafactorGroupOptions, type AdafactorOptions } from './adafactor.js';
export { Adagrad, type AdagradGroupOptions, type AdagradOptions } from './adagrad.js';
export { Adam, type AdamGroupOptions, type AdamOptions, AdamW } from './adam.js';
export { Adamax, type AdamaxGroupOptions, type AdamaxOptions } from './adamax.js';
export { ASGD, type ASGDGroupOptions, type ASGDOptions } from './asgd.js';
export { LBFGS, type LBFGSGroupOptions, type LBFGSOptions } from './lbfgs.js';
export * as lrScheduler from './lr-scheduler/index.js';
export { StepLR, type StepLROptions } from './lr-scheduler/index.js';
export { type AdjustLr, Muon, type MuonGroupOptions, type MuonOptions } from './muon.js';
export { NAdam, type NAdamGroupOptions, type NAdamOptions } from './nadam.js';
export {
  type CommonOptions,
  Optimizer,
  type OptimizerState,
  type ParamGroupInput,
  type ParamsInput,
  type StateGroup,
  type TorchOptimizerState,
} from './optimizer.js';
export { type DeviceNumber, ParamGroup } from './param-group.js';
export { RAdam, type RAdamGroupOptions, type RAdamOptions } from './radam.js';
export { RMSprop, type RMSpropGroupOptions, type RMSpropOptions } from './rmsprop.js';
export { Rprop, type RpropGroupOptions, type RpropOptions } from './rprop.js';
export { SGD, type SGDGroupOptions, type SGDOptions } from './sgd.js';
export * as swaUtils from './swa-utils.js';
