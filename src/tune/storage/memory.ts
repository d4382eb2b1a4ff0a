/** Trials of this process alone, gone when it ends. */
import type { History } from '../samplers/index.js';
import type { Report, Trial } from '../trial.js';
import type { Begun, Choose, Ending, StudyStorage } from './storage.js';

export class MemoryStorage implements StudyStorage {
  private readonly ended: Trial<Begun['params']>[] = [];
  private reports: Report[] = [];
  private began = 0;

  async begin(choose: Choose): Promise<Begun | undefined> {
    const number = this.ended.length;
    const params = choose(number, this.ended);
    if (params === undefined) return undefined;
    this.reports = [];
    this.began = performance.now();
    return { id: number, number, params };
  }

  async report(_trial: Begun, report: Report): Promise<void> {
    this.reports.push(report);
    this.reports.sort((a, b) => a.step - b.step);
  }

  async end({ number, params }: Begun, ending: Ending): Promise<boolean> {
    const seconds = (performance.now() - this.began) / 1000;
    const base = { number, params, seconds, reports: this.reports };
    if (ending.state === 'pruned') this.ended.push({ ...base, state: 'pruned' });
    else this.ended.push({ ...base, ...ending });
    return true;
  }

  async othersAreAtWork(): Promise<boolean> {
    return false;
  }

  async trials(): Promise<History> {
    return this.ended;
  }

  async close(): Promise<void> {}
}
