/** Small models tuned many at a time in one program, beside one at a time. */
import { fileURLToPath } from 'node:url';
import { enginePlugin } from '../install.js';
import { interleave, type Samples } from '../rounds.js';
import { samplesTable } from '../table.js';
import { numberIn, Worker } from '../worker.js';

export interface TogetherOptions {
  readonly rounds: number;
  readonly trials: number;
  readonly python: string;
}

export interface TogetherFigures {
  readonly parameters: number;
  /** Milliseconds a trial, a sample a round. */
  readonly samples: readonly Samples[];
}

const TOGETHER = 16;
const REFERENCE = 'one at a time';

/** @throws InstallError without our engine's plugin */
export async function measureTogether(options: TogetherOptions): Promise<TogetherFigures> {
  await enginePlugin(options.python);
  const program = fileURLToPath(new URL('../peers/tune-models.js', import.meta.url));
  const { worker, ready } = await Worker.start({ file: process.execPath, args: [program] });
  const contestant = (name: string, together: number) => ({
    name,
    measure: async () =>
      numberIn(await worker.ask({ together, trials: options.trials }), 'milliseconds'),
  });
  const contestants = [contestant(`${TOGETHER} together`, TOGETHER), contestant(REFERENCE, 1)];
  try {
    // Compiles.
    for (const { measure } of contestants) await measure();
    const samples = await interleave(contestants, options.rounds);
    return { parameters: numberIn(ready, 'parameters'), samples };
  } finally {
    worker.stop();
  }
}

export function togetherTable({ parameters, samples }: TogetherFigures): string {
  const title = `tuning a model of ${parameters} parameters, ms a trial`;
  return samplesTable(samples, { title, reference: REFERENCE });
}
