/** Prints one line for each epoch. */
import type { Callback } from './callback.js';

export function progress(print: (line: string) => void = console.log): Callback {
  return {
    onEpochEnd(run, record) {
      const parts = [`Epoch ${record.epoch}/${run.epochs}`, `loss ${record.loss.toFixed(4)}`];
      if (record.validationLoss !== undefined) {
        parts.push(`validation loss ${record.validationLoss.toFixed(4)}`);
      }
      if (record.validationAccuracy !== undefined) {
        parts.push(`accuracy ${(100 * record.validationAccuracy).toFixed(2)} %`);
      }
      print(`${parts.join('  ')}  (${record.seconds.toFixed(2)} s)`);
    },
  };
}
