/** What is searched: the same functions and spaces for all, here and in `peers/optuna/worker.py`. */
import type { Params, Space } from '../../src/tune/index.js';

export const OBJECTIVE_NAMES = ['rosenbrock', 'hartmann', 'training'] as const;
export type ObjectiveName = (typeof OBJECTIVE_NAMES)[number];

interface Search {
  readonly space: Space;
  value(params: Record<string, unknown>): number;
}

function search<const S extends Space>(space: S, value: (params: Params<S>) => number): Search {
  return { space, value: (params) => value(params as Params<S>) };
}

const UNIT = { low: 0, high: 1 } as const;

/** Hartmann's function of six dimensions has its minimum of -3.3224 at one of several wells. */
const HEIGHTS = [1, 1.2, 3, 3.2];
const WIDTHS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const CENTERS = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

export const OBJECTIVES: Readonly<Record<ObjectiveName, Search>> = {
  rosenbrock: search(
    { x: { low: -2, high: 2 }, y: { low: -1, high: 3 } },
    ({ x, y }) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  ),
  hartmann: search(
    { x0: UNIT, x1: UNIT, x2: UNIT, x3: UNIT, x4: UNIT, x5: UNIT },
    ({ x0, x1, x2, x3, x4, x5 }) => {
      const x = [x0, x1, x2, x3, x4, x5];
      const wells = HEIGHTS.map((height, well) => {
        const distance = x.reduce(
          (sum, at, i) => sum + WIDTHS[well][i] * (at - CENTERS[well][i]) ** 2,
          0,
        );
        return height * Math.exp(-distance);
      });
      return -wells.reduce((sum, depth) => sum + depth, 0);
    },
  ),
  // Kinds of parameters as a network's training has them.
  training: search(
    {
      lr: { low: 1e-5, high: 1, log: true },
      layers: { low: 1, high: 6, int: true },
      width: { low: 16, high: 512, int: true, log: true },
      momentum: { low: 0, high: 0.99 },
      activation: { choices: ['relu', 'tanh', 'gelu'] },
    },
    ({ lr, layers, width, momentum, activation }) =>
      (Math.log10(lr) + 2 + momentum) ** 2 +
      ((layers - 3) / 3) ** 2 +
      (Math.log2(width) - 7) ** 2 / 8 +
      { relu: 0.1, tanh: 0.3, gelu: 0 }[activation],
  ),
};
