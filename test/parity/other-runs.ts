/** Trainings of other seeds, widths and batch sizes: other_runs of make-goldens.py. */
import * as optim from '../../src/optim/index.js';
import type { OtherRun } from './golden.js';
import { cnn, mlp, type RunOptions } from './train.js';

export const otherRuns: Record<OtherRun, Omit<RunOptions, 'steps'>> = {
  mlp_100_batch_32: {
    seed: 7,
    batchSize: 32,
    net: () => mlp(100),
    optimizer: (p) => new optim.SGD(p, { lr: 0.02, momentum: 0.9 }),
  },
  mlp_37_batch_50: {
    seed: 2026,
    batchSize: 50,
    net: () => mlp(37),
    optimizer: (p) => new optim.Adam(p, { lr: 1e-3 }),
  },
  mlp_1024_batch_128: {
    seed: 123456789,
    batchSize: 128,
    net: () => mlp(1024),
    optimizer: (p) => new optim.AdamW(p, { lr: 5e-4 }),
  },
  cnn_batch_16: {
    seed: 42,
    batchSize: 16,
    net: cnn,
    optimizer: (p) => new optim.SGD(p, { lr: 0.01, momentum: 0.9, nesterov: true }),
  },
};
