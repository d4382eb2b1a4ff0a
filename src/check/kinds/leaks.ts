/** Samples that are in the training data and in the test data alike make figures better than they are. */
import { createHash } from 'node:crypto';
import { DataLoader, Dataset, type Sample } from '../../data/index.js';
import { Tensor } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import { type PlannedCheck, percent, some } from '../plan.js';

/** Data as a dataset gives it, or as a loader's dataset does. */
export type SampleSource = Dataset<Sample> | { readonly dataset: Dataset<Sample> };

/** Which data the test data must have nothing of. */
export interface LeakCheck {
  /** The training data. Of a loader its dataset is read, without the loader's transforms. */
  readonly train: SampleSource;
  /** How many samples of the test data may be in it. Default 0. */
  readonly atMost?: number;
}

const BATCH = 256;

export function leakCheck(options: LeakCheck, test: SampleSource): PlannedCheck {
  const { train, atMost } = withDefaults('check: leaks', options, {
    train: options.train,
    atMost: 0,
  });
  return {
    kind: 'leaks',
    name: 'no test sample in the training data',
    make() {
      const known = new Map<string, number>();
      for (const [hash, i] of hashes(train)) if (!known.has(hash)) known.set(hash, i);
      const leaks: string[] = [];
      let count = 0;
      for (const [hash, i] of hashes(test)) {
        const twin = known.get(hash);
        if (twin !== undefined) leaks.push(`${i} (training sample ${twin})`);
        count++;
      }
      return {
        passed: leaks.length <= atMost,
        found: `${leaks.length} of ${count} (${percent(leaks.length / count)})`,
        wanted: `at most ${atMost}`,
        ...(leaks.length > 0 ? { detail: `Test samples ${some(leaks)}` } : {}),
      };
    },
  };
}

/** A hash of each sample's inputs; labels don't count. */
function* hashes(source: SampleSource): Generator<readonly [hash: string, index: number]> {
  const dataset = source instanceof Dataset ? source : source.dataset;
  let index = 0;
  for (const batch of new DataLoader<Sample, unknown>(dataset, { batchSize: BATCH })) {
    const inputs: unknown = Array.isArray(batch) ? batch[0] : batch;
    if (!(inputs instanceof Tensor)) throw new TypeError('The samples have no tensor first.');
    const values = inputs.dataSync();
    const rows = inputs.shape[0] ?? 1;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const width = bytes.length / rows;
    for (let row = 0; row < rows; row++) {
      const hash = createHash('sha1').update(bytes.subarray(row * width, (row + 1) * width));
      yield [hash.digest('base64'), index++];
    }
  }
}
