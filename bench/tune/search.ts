/**
 * A search beside Optuna's: the best values that TPE finds with the same objectives, seeds and numbers of trials, and
 * what a trial costs besides its objective.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonPeer, sources } from '../install.js';
import { interleave, median, type Samples } from '../rounds.js';
import { figure, markdown, samplesTable } from '../table.js';
import { numberIn, textIn, Worker } from '../worker.js';
import { mannWhitney } from './mann-whitney.js';
import { OBJECTIVE_NAMES, type ObjectiveName } from './objectives.js';

export interface SearchOptions {
  readonly seeds: number;
  readonly trials: number;
  readonly python: string;
  /** A Python that has Optuna already; else the bench installs it. */
  readonly torchPython?: string;
}

export interface SearchFigures {
  readonly objective: ObjectiveName;
  readonly trials: number;
  /** The best value of each seed, by contestant. */
  readonly best: Readonly<Record<string, readonly number[]>>;
  /** Milliseconds a trial, a sample a seed. */
  readonly overhead: readonly Samples[];
}

const OURS = 'Gradbook, tune';
const REFERENCE = 'Optuna';

/** @throws InstallError without Optuna */
export async function measureSearch(options: SearchOptions): Promise<SearchFigures[]> {
  const file = options.torchPython ?? (await pythonPeer('optuna', options.python, '15 MB'));
  const program = fileURLToPath(new URL('../peers/tune.js', import.meta.url));
  const script = path.join(sources, 'peers', 'optuna', 'worker.py');
  const theirs = await Worker.start({ file, args: [script] });
  const ours = await Worker.start({ file: process.execPath, args: [program] });
  const workers = new Map([
    [`${OURS} ${textIn(ours.ready, 'version')}`, ours.worker],
    [`${REFERENCE} ${textIn(theirs.ready, 'version')}`, theirs.worker],
  ]);
  try {
    const figures: SearchFigures[] = [];
    for (const objective of OBJECTIVE_NAMES) {
      figures.push(await measure(objective, workers, options));
    }
    return figures;
  } finally {
    for (const worker of workers.values()) worker.stop();
  }
}

async function measure(
  objective: ObjectiveName,
  workers: ReadonlyMap<string, Worker>,
  { seeds, trials }: SearchOptions,
): Promise<SearchFigures> {
  const best: Record<string, number[]> = {};
  let seed = 0;
  const contestants = [...workers].map(([name, worker]) => ({
    name,
    async measure() {
      const answer = await worker.ask({ objective, seed, trials });
      best[name] = [...(best[name] ?? []), numberIn(answer, 'best')];
      return numberIn(answer, 'milliseconds');
    },
  }));
  const overhead = await interleave(contestants, seeds, (round) => {
    seed = round;
  });
  return { objective, trials, best, overhead };
}

/** The best values, whether they differ by more than chance, and the overhead. */
export function searchTable({ objective, trials, best, overhead }: SearchFigures): string {
  const entries = Object.entries(best);
  const head = [`${objective}: best of ${trials} trials`, 'median', 'least', 'greatest'];
  const rows = entries.map(([name, values]) => [
    name,
    ...[median(values), Math.min(...values), Math.max(...values)].map((v) => v.toPrecision(4)),
  ]);
  const [ours, theirs] = entries.map(([, values]) => values);
  const reference = overhead.at(-1)?.name ?? '';
  return [
    markdown([head, ...rows]),
    `Two-sided Mann-Whitney test over ${ours.length} seeds: p = ${figure(mannWhitney(ours, theirs))}`,
    samplesTable(overhead, { title: `${objective}: overhead a trial, ms`, reference }),
  ].join('\n');
}
