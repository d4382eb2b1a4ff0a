/** What is trained, and what is only run: names, titles, and the shapes of the parameters in PyTorch's order. */

export const BATCH = 64;

/** What a contestant is asked to do; `infer-...` runs the network of `mlp` without training it. */
export const TASKS = [
  'mlp',
  'cnn',
  'large-cnn',
  'transformer',
  'lstm',
  'infer-1',
  'infer-1000',
] as const;
export type Task = (typeof TASKS)[number];
/** The task of the first step in a new process. */
export const FIRST_STEP = 'first-step';
export type Network = Exclude<Task, `infer-${string}`>;

export const TITLES: Readonly<Record<Task, string>> = {
  mlp: `training step of 784-512-10, batch ${BATCH}, ms`,
  cnn: `training step of the small CNN, batch ${BATCH}, ms`,
  'large-cnn': `training step of a CNN with 32 and 64 channels, 9216-128-10, batch ${BATCH}, ms`,
  transformer: `training step of a transformer encoder, 2 layers, width 128, sequence 64, batch ${BATCH}, ms`,
  lstm: `training step of an LSTM of 128, sequence 28, batch ${BATCH}, ms`,
  'infer-1': 'inference of 784-512-10, batch 1, ms',
  'infer-1000': 'inference of 784-512-10, batch 1,000, ms',
};

/** How many pictures a call of an inference task gets; undefined for training. */
export function inferenceBatch(task: Task): number | undefined {
  return task.startsWith('infer-') ? Number(task.slice('infer-'.length)) : undefined;
}

export const networkOf = (task: Task): Network => (isNetwork(task) ? task : 'mlp');

function isNetwork(task: Task): task is Network {
  return inferenceBatch(task) === undefined;
}

/** One parameter; its values are drawn by its fan-in, or all the same. */
export interface ParameterShape {
  readonly size: number;
  readonly from: { readonly fanIn: number } | { readonly fill: number };
}

/** Weight and bias of an affine map. */
const affine = (inputs: number, outputs: number): ParameterShape[] => [
  { size: inputs * outputs, from: { fanIn: inputs } },
  { size: outputs, from: { fanIn: inputs } },
];

/** Scale and shift of a normalization. */
const norm = (size: number): ParameterShape[] => [
  { size, from: { fill: 1 } },
  { size, from: { fill: 0 } },
];

const encoderLayer = (width: number, hidden: number) => [
  ...affine(width, 3 * width),
  ...affine(width, width),
  ...affine(width, hidden),
  ...affine(hidden, width),
  ...norm(width),
  ...norm(width),
];

const gates = (inputs: number, hidden: number): ParameterShape[] =>
  [inputs * hidden, hidden * hidden, hidden, hidden].map((size) => ({
    size: 4 * size,
    from: { fanIn: hidden },
  }));

export const PARAMETERS: Readonly<Record<Network, readonly ParameterShape[]>> = {
  mlp: [...affine(784, 512), ...affine(512, 10)],
  cnn: [...affine(9, 8), ...norm(8), ...affine(8 * 9, 16), ...affine(576, 10)],
  'large-cnn': [...affine(9, 32), ...affine(32 * 9, 64), ...affine(9216, 128), ...affine(128, 10)],
  transformer: [
    ...affine(12, 128),
    ...encoderLayer(128, 256),
    ...encoderLayer(128, 256),
    ...affine(128, 10),
  ],
  lstm: [...gates(28, 128), ...affine(128, 10)],
};
