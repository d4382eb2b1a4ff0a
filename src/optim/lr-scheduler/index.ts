/** Schedulers of learning rates. PyTorch: `torch.optim.lr_scheduler`. */
export { ChainedScheduler, SequentialLR } from './combined.js';
export {
  CosineAnnealingLR,
  type CosineAnnealingOptions,
  CosineAnnealingWarmRestarts,
  type WarmRestartsOptions,
} from './cosine.js';
export { CyclicLR, type CyclicLROptions } from './cyclic.js';
export {
  ExponentialLR,
  type GammaOptions,
  LambdaLR,
  type LrLambda,
  MultiplicativeLR,
  MultiStepLR,
  StepLR,
  type StepLROptions,
} from './decay.js';
export { OneCycleLR, type OneCycleLROptions } from './one-cycle.js';
export { type PlateauOptions, ReduceLROnPlateau } from './plateau.js';
export {
  ConstantLR,
  type ConstantLROptions,
  LinearLR,
  type LinearLROptions,
  PolynomialLR,
  type PolynomialLROptions,
} from './ramps.js';
export { LRScheduler, type Scheduled, type ScheduledGroup } from './scheduler.js';
