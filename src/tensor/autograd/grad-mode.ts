/** Whether operations remember how to compute gradients. Follows promises, so async code may use it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { checkedBody } from '../options.js';

const mode = new AsyncLocalStorage<boolean>();

/** Whether operations remember where gradients go. PyTorch: `torch.is_grad_enabled`. */
export function isGradEnabled(): boolean {
  return mode.getStore() ?? true;
}

/** Runs `body` without remembering anything for gradients. PyTorch: `torch.no_grad`. */
export function noGrad<T>(body: () => T): T {
  return mode.run(false, checkedBody('noGrad', body));
}

/** As `noGrad`: nothing is faster without it here. PyTorch: `torch.inference_mode`. */
export function inferenceMode<T>(body: () => T): T {
  return mode.run(false, checkedBody('inferenceMode', body));
}

/** Runs `body` with gradients or without: `setGradEnabled(isTraining, () => ...)`. PyTorch: `torch.set_grad_enabled`. */
export function setGradEnabled<T>(enabled: boolean, body: () => T): T {
  return mode.run(enabled, checkedBody('setGradEnabled', body));
}

/** Runs `body` with gradients, inside of `noGrad`. PyTorch: `torch.enable_grad`. */
export function enableGrad<T>(body: () => T): T {
  return mode.run(true, checkedBody('enableGrad', body));
}
