/**
 * Kernels side by side: how quickly each starts, runs cells, prints, completes and stops. Each round asks every question of
 * every kernel in turn, of a process that is started for it.
 */
import path from 'node:path';
import { pythonPeer, sources } from '../install.js';
import { type Answer, numberIn, Worker, WorkerError } from '../worker.js';
import { findKernels, type Kernel, type Missing } from './kernels.js';
import { type Question, type Row, rows } from './questions.js';

export interface KernelFigures {
  readonly rows: readonly Row[];
  readonly kernels: readonly MeasuredKernel[];
  readonly missing: readonly Missing[];
}

export interface MeasuredKernel {
  readonly name: string;
  readonly version: string;
  /** By figure, a sample a round; undefined in a round that gave none. */
  readonly samples: Readonly<Record<string, readonly (number | undefined)[]>>;
  /** Why samples are missing, and what else was noticed, each once. */
  readonly notes: readonly string[];
}

export interface KernelOptions {
  /** The Python that environments are made with. */
  readonly python: string;
  readonly rounds: number;
  /** `1+1` so often in each round. */
  readonly trivials: number;
  /** So many declaring cells in each round, a multiple of six. */
  readonly declares: number;
}

/** @throws InstallError without ipykernel's environment, whose `jupyter_client` measures all */
export async function measureKernels(options: KernelOptions): Promise<KernelFigures> {
  const python = await pythonPeer('jupyter', options.python, '20 MB');
  const { kernels, missing } = await findKernels(python, options.python);
  const runs = kernels.map((kernel) => new Run(kernel));
  const asked = rows(options.declares);
  const questions = new Set(asked.map(({ question }) => question));
  const environment = path.dirname(path.dirname(python));
  const { worker } = await Worker.start({
    file: python,
    args: [path.join(sources, 'kernel', 'worker.py')],
    // Not the person's own settings and history.
    env: {
      IPYTHONDIR: path.join(environment, 'ipython'),
      GRADBOOK_HISTORY: 'off',
      DENO_NO_UPDATE_CHECK: '1',
    },
  });
  try {
    const repeats = { trivial: options.trivials, declare: options.declares };
    for (let round = 0; round < options.rounds; round++) {
      for (const question of questions) {
        const figures = asked.filter((row) => row.question === question);
        for (const run of runs) await run.ask(worker, question, figures, repeats);
      }
    }
  } finally {
    worker.stop();
  }
  return { rows: asked, kernels: runs.map((run) => run.measured), missing };
}

/** One kernel's way through the rounds. A question that it could not answer at all is not asked again. */
class Run {
  readonly #samples: Record<string, (number | undefined)[]> = {};
  readonly #notes = new Set<string>();
  readonly #givenUp = new Set<Question>();

  constructor(private readonly kernel: Kernel) {}

  get measured(): MeasuredKernel {
    const { name, version } = this.kernel;
    return { name, version, samples: this.#samples, notes: [...this.#notes] };
  }

  async ask(
    worker: Worker,
    question: Question,
    figures: readonly Row[],
    repeats: Readonly<Record<string, number>>,
  ): Promise<void> {
    if (this.#givenUp.has(question)) return;
    const { argv, interruptMode, cells } = this.kernel;
    const request = { question, argv, interruptMode, cells, repeats };
    const { figures: found, notes } = await worker.ask(request).then(contents, failed);
    for (const note of notes) this.#notes.add(note);
    if (Object.keys(found).length === 0) this.#givenUp.add(question);
    for (const { figure } of figures) {
      this.#samples[figure] ??= [];
      this.#samples[figure].push(figure in found ? numberIn(found, figure) : undefined);
    }
  }
}

/** A kernel that makes the client fail has no figures; the others have theirs. */
function failed(error: unknown): { figures: Answer; notes: string[] } {
  if (!(error instanceof WorkerError)) throw error;
  return { figures: {}, notes: [error.message] };
}

/** @throws WorkerError when the worker says something else than agreed */
function contents(answer: Answer): { figures: Answer; notes: string[] } {
  const { figures, notes } = answer;
  const areNotes = Array.isArray(notes) && notes.every((note) => typeof note === 'string');
  if (typeof figures !== 'object' || figures === null || !areNotes) {
    throw new WorkerError(`answered ${JSON.stringify(answer)}`);
  }
  return { figures: { ...figures }, notes };
}
