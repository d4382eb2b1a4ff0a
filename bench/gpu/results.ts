/** The file of what an accelerator gave: written after each step, and gone on with. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DeviceFacts } from './device-facts.js';
import type { Outcome } from './node-process.js';
import type { Part } from './parts.js';

/** What a step gave. */
interface StepResult {
  readonly wentWell: boolean;
  readonly seconds: number;
  readonly figures: unknown;
}

type Steps = Record<string, StepResult>;

/** What figures were taken with: those of another device or version don't belong into the same file. */
export interface Setting extends DeviceFacts {
  readonly quick: boolean;
}

/** What must be the same for figures to belong together. */
const SAME = ['kind', 'drivers', 'plugin', 'wheels', 'gradbook', 'quick'] as const;

export class Results {
  readonly #parts: Partial<Record<Part, Steps>>;

  private constructor(
    readonly file: string,
    readonly setting: Setting,
    parts: Partial<Record<Part, Steps>>,
  ) {
    this.#parts = parts;
    this.#write();
  }

  static begin(file: string, setting: Setting): Results {
    return new Results(file, setting, {});
  }

  /**
   * Goes on with a file, or begins it where there is none.
   * @throws Error when its figures were taken with something else
   */
  static resume(file: string, setting: Setting): Results {
    if (!existsSync(file)) return Results.begin(file, setting);
    const { parts = {}, ...before } = JSON.parse(readFileSync(file, 'utf8'));
    for (const key of SAME) {
      const [was, is] = [JSON.stringify(before[key]), JSON.stringify(setting[key])];
      if (was !== is) {
        throw new Error(
          `the figures in ${file} were taken with ${key} ${was}, and it is ${is} now`,
        );
      }
    }
    return new Results(file, setting, parts);
  }

  /** Of some steps those that have yet to go well. */
  missing(part: Part, steps: readonly string[]): string[] {
    return steps.filter((step) => !this.#parts[part]?.[step]?.wentWell);
  }

  add(part: Part, step: string, { wentWell, figures }: Outcome, seconds: number): void {
    const steps = this.#parts[part] ?? {};
    this.#parts[part] = steps;
    steps[step] = { wentWell, seconds: Math.round(seconds), figures };
    this.#write();
  }

  /** Whole or not at all: the machine may go down meanwhile. */
  #write(): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    const part = `${this.file}.part`;
    writeFileSync(part, `${JSON.stringify({ ...this.setting, parts: this.#parts }, null, 1)}\n`);
    renameSync(part, this.file);
  }
}
