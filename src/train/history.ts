/** What a run of `fit` leaves behind. */

/** One epoch's figures; those of `metrics` stand under their own names. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** The mean of the epoch's step losses. */
  loss: number;
  /** The mean loss on the validation set. */
  validationLoss?: number;
  /** Share of right answers, 0 to 1; only where the targets are classes. */
  validationAccuracy?: number;
  /** The learning rate of the first parameter group. */
  lr: number;
  /** Seconds of training, validation and pauses left out. */
  seconds: number;
  [metric: string]: number | undefined;
}

/** What a run leaves behind, and grows while it goes on. */
export interface History {
  /** A record for each epoch. */
  epochs: EpochRecord[];
  /** The loss of each step, in order, over all epochs. */
  stepLosses: number[];
  /** The norm of all gradients at each step, before clipping; only with `clipGradNorm`. */
  gradientNorms: number[];
  /** Steps that were left out because a gradient was not finite; only where the loss is scaled. */
  skippedSteps?: number;
  /** Whether many steps ran as one program, and if not, why. */
  mode: Mode;
  /** What the steps were computed on, by name. */
  devices: readonly string[];
  /** Why the run ended before its last epoch. */
  stopped?: string | undefined;
}

/** Whether many steps ran as one program, and if not, why. */
export type Mode = { kind: 'compiled' } | { kind: 'step by step'; why: string };
