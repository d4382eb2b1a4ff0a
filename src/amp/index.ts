/** Mixed precision: products with 16 bits, losses scaled for them. PyTorch: `torch.amp`. */
export { autocast, type Precision } from '../tensor/index.js';
export { GradScalerError } from './errors.js';
export {
  GradScaler,
  type GradScalerOptions,
  type GradScalerState,
  type TorchGradScalerState,
} from './grad-scaler.js';
