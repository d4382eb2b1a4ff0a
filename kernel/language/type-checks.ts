/**
 * What type errors do, cell by cell: refuse it (`strict`), are said under it (`warn`), or are not
 * looked for (`off`).
 *
 * A warning costs the cell no time: it is checked while it runs. A cell that is quicker than its
 * check is held back a moment at its end, so that the warning stands under it, as long as there is
 * waiting time in store; after that, and while the server starts, it is a late warning.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { TypeMode } from '../link/messages.js';
import type { CellEnd, CellJob } from '../requests/interpreter.js';
import type { ErrorContent } from '../wire/outgoing.js';
import { certainProblems } from './certain-error.js';
import { LateWarnings } from './late-warnings.js';
import { limited } from './limited.js';
import type { LiveObjects } from './live-objects.js';
import { refusal, warningText } from './problem-text.js';
import { changedVariables, type Problem, readProblems } from './problems.js';
import type { TypeScriptService } from './typescript-service.js';
import { WaitingTime } from './waiting-time.js';

/** How long a check waits for a calm moment when no time is in store, in milliseconds. */
const CALM = 60;
/** How long at most one cell after the other puts a check off, in milliseconds. */
const LONGEST = 500;
/** How long a check may take: so long a cell waits that must not run unchecked. */
const CHECK_PATIENCE = 60_000;

const UNCHECKED: ErrorContent = unchecked(
  `TypeScript's language server did not check this cell in ${CHECK_PATIENCE / 1000} s, so %types strict did not run it. ` +
    `Run it again, or say %types warn.`,
);

/** Numbers and operators alone. */
const NOTHING_TO_CHECK = /^[\s\d+\-*/%().,;]*$/;
const MODE_SET_HERE = /^[ \t]*%types[ \t]+(strict|warn|off)[ \t]*$/m;

/** The check of a cell that runs. */
export interface CellCheck {
  /** What is to be said under the cell at its end. */
  warnings(end: CellEnd): Promise<string>;
}

interface Pending {
  readonly job: CellJob;
  readonly check: boolean;
  found(problems: readonly Problem[]): void;
}

export class TypeChecks {
  private readonly waiting = new WaitingTime();
  private readonly pending: Pending[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** When the first of the pending cells came. */
  private putOffSince: number | undefined;
  private readonly broken = new Set<number>();
  private readonly late: LateWarnings;
  /** Whether the server was asked for: until then, what is pending waits for it. */
  private isAwake = false;

  constructor(
    private readonly service: () => Promise<TypeScriptService>,
    private readonly mode: () => TypeMode,
    private readonly live: LiveObjects,
    /** Says a warning under a cell that has ended, or under another one. */
    say: (cell: number, text: string) => void,
  ) {
    this.late = new LateWarnings(say);
  }

  /** Why a cell must not be run; undefined where it may. Answers at once where nothing is asked. */
  refusal(job: CellJob): Promise<ErrorContent | undefined> | undefined {
    const mode = this.modeOf(job);
    if (mode === 'off' || job.silent) return undefined;
    if (mode === 'strict') return this.refuse(job);
    const problems = certainProblems(job.code);
    if (problems.length === 0) return undefined;
    return Promise.resolve(refusal(problems, job.code, job.count));
  }

  /** Begins to check a cell that runs. */
  watch(job: CellJob): CellCheck {
    const { code, count, id, silent } = job;
    // What is said under a silent cell, nobody hears.
    if (!silent) this.late.began(id);
    const isEmpty = NOTHING_TO_CHECK.test(code);
    const text = isEmpty ? undefined : this.problemsOf(job)?.then(warningOf(code, count));
    return {
      warnings: async (end) => {
        if (end.status === 'error' && !isEmpty) await this.breakOff(id);
        const found = text ? await this.waiting.within(text) : '';
        this.late.ended(id);
        if (found === undefined) void text?.then((late) => this.late.add(id, late));
        return found ?? '';
      },
    };
  }

  /** Undefined for a cell whose type errors are not to be said, or have been. */
  private problemsOf(job: CellJob): Promise<readonly Problem[]> | undefined {
    const mode = this.modeOf(job);
    const check = mode === 'warn' && !job.silent;
    // In strict mode it has been checked, and added, before it ran.
    if (mode === 'strict' && !job.silent) return undefined;
    const problems = new Promise<readonly Problem[]>((found) => {
      this.pending.push({ job, check, found });
    });
    if (this.isAwake) this.schedule(this.waiting.available > 0 ? 0 : CALM);
    return check ? problems : undefined;
  }

  /** Puts all cells before the server that have not been yet, for a question about them. */
  async addPending(): Promise<void> {
    this.isAwake = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = undefined;
    this.putOffSince = undefined;
    if (this.pending.length === 0) return;
    const service = await this.service();
    for (const { job, check, found } of this.pending.splice(0)) {
      this.add(service, job);
      if (check) void this.check(service, job).then(found);
    }
  }

  private modeOf({ code }: CellJob): TypeMode {
    switch (MODE_SET_HERE.exec(code)?.[1]) {
      case 'strict':
        return 'strict';
      case 'warn':
        return 'warn';
      case 'off':
        return 'off';
      default:
        return this.mode();
    }
  }

  private async refuse(job: CellJob): Promise<ErrorContent | undefined> {
    await this.addPending();
    const service = await this.service();
    this.add(service, job);
    const problems = await this.untilChecked(service, job);
    if (problems?.length === 0) return undefined;
    service.documents.takeBack(job.id);
    return problems ? refusal(problems, job.code, job.count) : UNCHECKED;
  }

  /**
   * Asks again where the server went away before it answered, or took its answer back since a file has changed;
   * undefined where there will be none, or not in time.
   */
  private async untilChecked(
    service: TypeScriptService,
    job: CellJob,
  ): Promise<Problem[] | undefined> {
    const end = performance.now() + CHECK_PATIENCE;
    for (;;) {
      const left = end - performance.now();
      const problems = await limited(this.problems(service, job), left);
      if (problems || left <= 0 || service.isGivenUp) return problems;
      await delay(CALM);
    }
  }

  private schedule(milliseconds: number): void {
    if (this.timer) clearTimeout(this.timer);
    const now = performance.now();
    this.putOffSince ??= now;
    const left = Math.max(0, this.putOffSince + LONGEST - now);
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.addPending();
      },
      Math.min(milliseconds, left),
    );
  }

  private add({ documents }: TypeScriptService, { id, code }: CellJob): void {
    documents.add(id, code);
    if (this.broken.delete(id)) documents.breakOff(id);
  }

  private async breakOff(cell: number): Promise<void> {
    if (this.pending.some(({ job }) => job.id === cell)) this.broken.add(cell);
    else (await this.service()).documents.breakOff(cell);
  }

  /** The type errors of a cell that runs all the same. */
  private async check(service: TypeScriptService, job: CellJob): Promise<readonly Problem[]> {
    const problems = (await this.untilChecked(service, job)) ?? [];
    const { documents } = service;
    const borrowed = documents.get(job.id)?.borrowed ?? new Set();
    for (const name of changedVariables(problems, { code: job.code, borrowed })) {
      documents.forgetType(name, job.id);
    }
    return problems;
  }

  private async problems(
    service: TypeScriptService,
    { id, code }: CellJob,
  ): Promise<Problem[] | undefined> {
    await service.ready();
    const diagnostics = await service.errors(id);
    if (!diagnostics) return undefined;
    this.waiting.open();
    const borrowed = service.documents.get(id)?.borrowed ?? new Set();
    return readProblems(diagnostics, {
      code,
      borrowed,
      liveNames: async () => new Set(await this.live.globalNames()),
      liveMembers: async (expression) => (await this.live.members(expression)).names,
    });
  }
}

/** The text that says what is wrong with a cell; empty where nothing is. */
function warningOf(code: string, count: number): (problems: readonly Problem[]) => string {
  return (problems) => (problems.length > 0 ? warningText(problems, code, count) : '');
}

function unchecked(evalue: string): ErrorContent {
  return { ename: 'TypesUnchecked', evalue, traceback: [`TypesUnchecked: ${evalue}`] };
}
