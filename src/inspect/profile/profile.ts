/** `profile`: where the time of a function goes, by module, by operation and by program. */
import { type Cell, escapeHtml, htmlTable, textTable } from '../../result-table.js';
import { Shown } from '../../shown.js';
import { checkWhole } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import { writeWhole } from '../../whole-file.js';
import {
  type ModuleSpan,
  measureModules,
  measureOperations,
  measurePrograms,
  type OperationSpan,
  type ProgramSpan,
  type Run,
} from './spans.js';
import {
  type ModuleTime,
  moduleTimes,
  type OperationTime,
  operationTimes,
  type ProgramTime,
  programTimes,
} from './times.js';
import { type ChromeTrace, chromeTrace } from './trace.js';

/** Options of {@link profile}. */
export interface ProfileOptions {
  /** How many runs of each kind are measured, after one that warms up. Default 3. */
  repeats?: number;
  /** Whether operations are measured too, each run by itself; compiling them takes a while. Default true. */
  operations?: boolean;
}

interface Measured {
  readonly programs: readonly Run<ProgramSpan>[];
  readonly modules: readonly Run<ModuleSpan>[];
  readonly operations: readonly Run<OperationSpan>[];
}

/** What `profile` measured. Times are milliseconds for one run. */
export class Profile extends Shown {
  /** Of the function as it is. */
  readonly milliseconds: number;
  /** In the order of their first calls, each before those inside. */
  readonly modules: readonly ModuleTime[];
  /** Of the run by modules, outside of all modules: losses, optimizers, data. */
  readonly outside: number;
  /** The slowest first. */
  readonly operations: readonly OperationTime[];
  /** Empty where the backend is not XLA. */
  readonly programs: readonly ProgramTime[];
  readonly #measured: Measured;

  constructor(measured: Measured) {
    super();
    this.#measured = measured;
    this.milliseconds = meanOf(measured.programs);
    this.modules = moduleTimes(measured.modules);
    const inside = this.modules.reduce((sum, { self }) => sum + self, 0);
    this.outside = Math.max(0, meanOf(measured.modules) - inside);
    this.operations = operationTimes(measured.operations);
    this.programs = programTimes(measured.programs);
  }

  /** The last run of each kind, for chrome://tracing and Perfetto. */
  chromeTrace(): ChromeTrace {
    const { programs, modules, operations } = this.#measured;
    return chromeTrace({
      'programs, as it runs': programs.at(-1),
      'modules, each by itself': modules.at(-1),
      'operations, each by itself': operations.at(-1),
    });
  }

  /** Writes {@link chromeTrace} to a file. */
  async saveTrace(file: string): Promise<void> {
    await writeWhole(file, JSON.stringify(this.chromeTrace()));
  }

  /** The tables, as text. */
  override toString(): string {
    return this.#tables()
      .map(({ title, heads, rows }) => `${title}\n${textTable(heads, rows)}`)
      .join('\n\n');
  }

  protected override rich(): Record<string, unknown> {
    const tables = this.#tables().map(
      ({ title, heads, rows }) => `<p><b>${title}</b></p>${htmlTable(heads, rows)}`,
    );
    return { 'text/html': tables.join('') };
  }

  #tables(): Table[] {
    const tables = [modulesTable(this), operationsTable(this.operations), programsTable(this)];
    return tables.filter(({ rows }) => rows.length > 0);
  }
}

/**
 * Measures a function, as a training step. It is run several times: as it is, to time the programs that the engine
 * makes of it; with what is pending run whenever a module begins or ends; and with each operation run by itself.
 * Only the first is how long it takes; the others say where the time goes. Nothing else should compute meanwhile.
 *
 * PyTorch: `torch.profiler.profile`.
 *
 * @example await profile(() => step(images, labels))
 * @throws OptionError when there are no repeats.
 */
export async function profile(run: () => unknown, options: ProfileOptions = {}): Promise<Profile> {
  const { repeats, operations } = withDefaults('profile', options, {
    repeats: 3,
    operations: true,
  });
  checkWhole('profile', 'repeats', repeats, 1);
  return new Profile({
    programs: await repeated(repeats, () => measurePrograms(run)),
    modules: await repeated(repeats, () => measureModules(run)),
    operations: operations ? await repeated(repeats, () => measureOperations(run)) : [],
  });
}

/** The first run compiles, and is not counted. */
async function repeated<S>(times: number, measure: () => Promise<Run<S>>): Promise<Run<S>[]> {
  await measure();
  const runs: Run<S>[] = [];
  for (let i = 0; i < times; i++) runs.push(await measure());
  return runs;
}

interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function modulesTable({ modules, outside, milliseconds }: Profile): Table {
  const all = outside + modules.reduce((sum, { self }) => sum + self, 0);
  const rows = modules.map(({ path, type, depth, calls, forward, backward, self }): Cell[] => {
    const name = path === type ? path : `${path.split('.').at(-1)} (${type})`;
    return [
      { text: '  '.repeat(depth) + name, html: '&emsp;'.repeat(depth) + escapeHtml(name) },
      ...[String(calls), ms(forward), ms(backward), ms(self), percent(self / all)],
    ];
  });
  return {
    title: `By module, each run by itself (one run as it is: ${ms(milliseconds)} ms)`,
    heads: ['Module', 'Calls', 'Forward ms', 'Backward ms', 'Self ms', 'Share'],
    rows:
      rows.length === 0
        ? []
        : [...rows, ['outside', '', '', '', ms(outside), percent(outside / all)]],
  };
}

function operationsTable(operations: readonly OperationTime[]): Table {
  const all = operations.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return {
    title: 'By operation, each run by itself',
    heads: ['Operation', 'Calls', 'ms', 'Share', 'Gflop/s'],
    rows: operations.map(({ name, calls, milliseconds, flops }) => [
      ...[name, String(calls), ms(milliseconds), percent(milliseconds / all)],
      flops > 0 ? (flops / milliseconds / 1e6).toFixed(2) : '',
    ]),
  };
}

function programsTable({ programs }: Profile): Table {
  const all = programs.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return {
    title: 'By program, as it runs',
    heads: ['Program', 'Operations', 'Calls', 'ms', 'Share'],
    rows: programs.map(({ number, operations, calls, milliseconds }) => [
      `program ${number}`,
      ...[String(operations), String(Number(calls.toFixed(2)))],
      ...[ms(milliseconds), percent(milliseconds / all)],
    ]),
  };
}

const meanOf = (runs: readonly Run<unknown>[]): number =>
  runs.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / runs.length;

const ms = (milliseconds: number): string => Math.max(0, milliseconds).toFixed(3);
const percent = (share: number): string => `${(100 * Math.max(0, share)).toFixed(1)} %`;
