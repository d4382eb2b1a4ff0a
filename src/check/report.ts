/** What `check` found, as an object, a table and an output that the command line finds again. */
import { currentNotebook } from '../current-notebook.js';
import { type Cell, htmlTable, textTable } from '../result-table.js';
import { CHECKS_MIME, type CheckRecord, type CheckResult, reasonOf } from './record.js';

/** A check did not pass. */
export class CheckError extends Error {
  override readonly name = 'CheckError';

  /** Those that did not pass. */
  readonly failures: readonly CheckResult[];

  constructor(failures: readonly CheckResult[]) {
    super(
      `${failures.length} check(s) did not pass.\n${failures
        .map((failure) => `  ${failure.name} (${failure.kind}): ${reasonOf(failure)}`)
        .join('\n')}`,
    );
    this.failures = failures;
  }
}

/** What `check` found: all results, and whether all passed. */
export class CheckReport {
  constructor(
    /** What was checked. */
    readonly title: string,
    /** In the order in which they were made. */
    readonly results: readonly CheckResult[],
  ) {}

  /** Whether all passed. */
  get passed(): boolean {
    return this.failures.length === 0;
  }

  /** Those that failed or could not be made. */
  get failures(): readonly CheckResult[] {
    return this.results.filter(({ status }) => status !== 'passed');
  }

  /**
   * Ends the cell where a check did not pass.
   * @throws CheckError unless all passed
   */
  assertPassed(): this {
    if (this.passed) return this;
    throw new CheckError(this.failures);
  }

  /** Shows the table: under the cell, or on the terminal. */
  show(): void {
    const notebook = currentNotebook();
    if (!notebook) {
      console.log(this.toString());
      return;
    }
    const record: CheckRecord = { title: this.title, results: this.results };
    notebook.display({
      [CHECKS_MIME]: record,
      'text/html': this.#html(),
      'text/plain': this.toString(),
    });
  }

  /** The table as text. */
  toString(): string {
    return `${this.#headline()}\n${textTable(HEADS, this.results.map(rowOf), 'left')}`;
  }

  /** `check` has shown the table already; a cell that ends with the report says it in a line. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.#headline() };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  #headline(): string {
    const good = this.results.length - this.failures.length;
    return `${this.title}: ${good} of ${this.results.length} checks passed`;
  }

  #html(): string {
    return `<p><b>${this.#headline()}</b></p>${htmlTable(HEADS, this.results.map(rowOf), 'left')}`;
  }
}

const HEADS = ['Check', 'Kind', 'Result', 'Found', 'Wanted', 'Detail'];

const RESULTS: Readonly<Record<CheckResult['status'], Cell>> = {
  passed: { text: 'passed', html: '<span style="color:#009E73">passed</span>' },
  failed: { text: 'FAILED', html: '<b style="color:#D55E00">failed</b>' },
  error: { text: 'ERROR', html: '<b style="color:#D55E00">error</b>' },
};

const rowOf = ({ name, kind, status, found, wanted, detail = '' }: CheckResult): Cell[] => [
  ...[name, kind, RESULTS[status], found, wanted, detail],
];
