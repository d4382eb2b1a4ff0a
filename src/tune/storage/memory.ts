/** Trials of this process alone, gone when it ends. */
import type { History } from '../samplers/index.js';
import type { Report, RunningTrial, Trial } from '../trial.js';
import type { Begun, Choose, Ending, StudyStorage } from './storage.js';

type Params = Begun['params'];

/** A trial that has begun, with what it reported and when it began. */
interface Running extends RunningTrial<Params> {
  readonly reports: Report[];
  readonly userAttrs: Record<string, unknown>;
  readonly began: number;
}

export class MemoryStorage implements StudyStorage {
  /** By number. */
  private readonly all: (Trial<Params> | Running)[] = [];

  async begin(choose: Choose): Promise<Begun | undefined> {
    const number = this.all.length;
    const params = choose(number, await this.trials());
    if (params === undefined) return undefined;
    const began = performance.now();
    this.all.push({ state: 'running', number, params, reports: [], userAttrs: {}, began });
    return { id: number, number, params };
  }

  async report({ number }: Begun, report: Report): Promise<void> {
    const { reports } = this.running(number);
    reports.push(report);
    reports.sort((a, b) => a.step - b.step);
  }

  async setUserAttr({ number }: Begun, key: string, value: unknown): Promise<void> {
    this.running(number).userAttrs[key] = value;
  }

  async end({ number, params }: Begun, ending: Ending): Promise<boolean> {
    const { began, reports, userAttrs } = this.running(number);
    const seconds = (performance.now() - began) / 1000;
    const base = { number, params, seconds, reports, userAttrs };
    this.all[number] =
      ending.state === 'pruned' ? { ...base, state: 'pruned' } : { ...base, ...ending };
    return true;
  }

  async othersAreAtWork(): Promise<boolean> {
    return false;
  }

  async trials(): Promise<History> {
    return [...this.all];
  }

  async close(): Promise<void> {}

  private running(number: number): Running {
    const trial = this.all[number];
    if (trial?.state === 'running') return trial;
    throw new RangeError(`No trial ${number} is running.`);
  }
}
