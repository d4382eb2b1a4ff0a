/** Saves the model's weights whenever what is watched got better. Keras: `ModelCheckpoint`. */
import { type Module, save } from '../nn/index.js';
import type { Callback } from './callback.js';

export interface CheckpointOptions {
  /** A safetensors file; replaced as a whole. */
  path: string;
  net: Module;
}

/** Keeps the weights with the lowest validation loss (training loss, where none is measured). */
export function checkpoint({ path, net }: CheckpointOptions): Callback {
  let best = Infinity;
  return {
    onStart() {
      best = Infinity;
    },
    async onEpochEnd(_run, record) {
      const loss = record.validationLoss ?? record.loss;
      if (loss >= best) return;
      best = loss;
      await save(net.stateDict(), path);
    },
  };
}
