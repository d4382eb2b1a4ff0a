/** Which flags of XLA's a program is compiled with, beside those of `XLA_FLAGS`. */
import type { CompilerFlags } from '../pjrt/index.js';

let deterministic = false;

/** Whether programs give the same bits at each run from now on, where the hardware would not by itself. */
export function setDeterministic(value: boolean): void {
  deterministic = value;
}

/** @param platform in PJRT's words: `cpu`, `cuda` ... */
export function flagsFor(platform: string, program: string): CompilerFlags {
  return {
    // Rounding to 16 bits would else be left out where it costs nothing, so that numbers depend on where programs end.
    ...(program.includes('f16>') && { xla_allow_excess_precision: false }),
    // On a CPU each run gives the same bits anyway.
    ...(deterministic && platform !== 'cpu' && { xla_gpu_deterministic_ops: true }),
  };
}
