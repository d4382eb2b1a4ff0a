/** Schedulers of learning rates. PyTorch: `torch.optim.lr_scheduler`. */
export { StepLR, type StepLROptions } from './step-lr.js';
