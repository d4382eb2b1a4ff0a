/** What a run of `fit` leaves behind. */

/** One epoch's figures. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** The mean of the epoch's step losses. */
  loss: number;
  validationLoss?: number;
  /** Share of right answers, 0 to 1; only where the targets are classes. */
  validationAccuracy?: number;
  /** The learning rate of the first parameter group. */
  lr: number;
  /** Seconds of training, validation left out. */
  seconds: number;
}

export interface History {
  epochs: EpochRecord[];
  /** The loss of each step, in order, over all epochs. */
  stepLosses: number[];
  /** Whether many steps ran as one program, and if not, why. */
  mode: Mode;
}

export type Mode = { kind: 'compiled' } | { kind: 'step by step'; why: string };
