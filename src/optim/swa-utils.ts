/** Averages of weights over training: SWA and EMA. PyTorch: `torch.optim.swa_utils`. */
export {
  AveragedModel,
  type AveragedModelOptions,
  type AvgFn,
  getEmaAvgFn,
  getSwaAvgFn,
  updateBn,
} from './averaged-model.js';
export { SWALR, type SWALROptions } from './lr-scheduler/swa-lr.js';
