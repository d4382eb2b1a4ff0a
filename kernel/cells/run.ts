/** Runs cells and handlers of comms: from a cell's text to its end and its result. */
import { setImmediate } from 'node:timers';
import { Cell, Interrupted, runInCell } from '../context/cell.js';
import { bundleOf } from '../display/bundle.js';
import type { Displays } from '../display/display.js';
import type { Output } from '../display/output.js';
import { KERNEL_GLOBAL, type Termination } from '../link/messages.js';
import type { CellEnd, CellJob, Delivery } from '../requests/interpreter.js';
import { jsxPragmas } from '../text/jsx-pragmas.js';
import type { JsonObject } from '../wire/json.js';
import { debug } from '../wire/log.js';
import type { MimeBundle, Published } from '../wire/outgoing.js';
import { compileCell, type Declared, declaredBy } from './compile.js';
import { assignmentsTo, type TopLevelNames } from './constants.js';
import { Evaluator, type Outcome } from './evaluator.js';
import { explainReference, failureOf, syntaxFailure } from './failure.js';
import { repairIteration } from './iteration.js';
import { parseCell } from './parse-cell.js';
import { offsetAt, type Position } from './position.js';
import { hasComputingLoop, SLOW, SLOW_LOOP_HINT } from './slow-loop.js';
import { NO_CELL, registerScript, scriptUrl } from './stack.js';
import { terminateBelow } from './termination.js';

/** A cell or handler that runs, and how to end it. */
interface Running {
  readonly cell: Cell;
  /** Ends the evaluation; undefined while none is under way. */
  evaluated: ((outcome: Outcome) => void) | undefined;
  readonly finish: (finished: Finished) => void;
}

/** How a cell ended, and the result that is still to be shown. */
interface Finished {
  readonly end: CellEnd;
  readonly result?: Published;
}

/** What earlier cells have declared and said, beside their constants. */
export interface EarlierCells extends Omit<Declared, 'constants'> {
  /** Takes the globals' names that a cell hides, and what it says of JSX, if it does. */
  note(hidden: readonly string[], jsx: string): void;
  /** Takes back those that have got no value: their cell has failed. */
  reveal(hidden: readonly string[]): void;
}

/** Takes how a cell or handler ended; its result comes with the end where nothing was to be waited for in between. */
export type Ended = (end: CellEnd, result?: Published) => void;

export class Runner {
  private readonly evaluator = new Evaluator();
  /** More than one where cells of subshells or handlers of comms began while another one awaits. */
  private readonly running = new Map<Cell, Running>();
  private latest: Cell | undefined;
  private readonly constants = new Set<string>();
  private readonly declared: Declared;
  private hasHinted = false;

  constructor(
    private readonly output: Output,
    private readonly displays: Displays,
    private readonly variables: EarlierCells,
    /** The URL of the kernel's own files. */
    private readonly kernelFolder: string,
    /** Called before a cell runs; what it gives is waited for. */
    private readonly beforeRun: (cell: number, javascript: string) => Promise<void> | undefined,
  ) {
    this.declared = declaredBy(variables, this.constants);
  }

  /**
   * Runs one cell and shows its result. Never throws.
   * @param ended called once, not as a promise's continuation, which a termination could drop
   */
  run(job: CellJob, ended: Ended): void {
    this.latest = new Cell(job);
    this.start(this.latest, ended, (cell) => this.runCell(cell));
  }

  /**
   * Runs the handler of a comm message, as a cell is run, so that it can be ended like one.
   * @param ended as of `run`
   */
  deliver(delivery: Delivery, ended: Ended): void {
    this.start(Cell.forDelivery(delivery), ended, (cell) => this.runHandler(cell));
  }

  private start(cell: Cell, ended: Ended, run: (cell: Cell) => Promise<Finished>): void {
    const finish = ({ end, result }: Finished) => {
      if (!this.running.delete(cell)) return;
      cell.end();
      ended(end, result);
    };
    this.running.set(cell, { cell, evaluated: undefined, finish });
    void this.conclude(cell, run, finish);
  }

  /** By no method of promises, which cells may replace. */
  private async conclude(
    cell: Cell,
    run: (cell: Cell) => Promise<Finished>,
    finish: Running['finish'],
  ): Promise<void> {
    let finished: Finished;
    try {
      this.keepIterating(cell);
      finished = await run(cell);
    } catch (error) {
      // A fault of the kernel's own: the cell fails, the kernel goes on.
      finished = failed(error, cell.job);
    }
    // Behind the ticks that it has queued, and its rejections that nothing handles: what those say comes before its end.
    setImmediate(finish, finished);
  }

  /** Says what a cell has replaced, without which the kernel could not go on, and which is there again. */
  private keepIterating(cell: Cell): void {
    const names = repairIteration();
    if (names === undefined) return;
    const said = `Without ${names} as it was, the kernel can run no cell: it is there again.\n`;
    runInCell(cell, () => this.output.stream('stderr', said));
  }

  private async runHandler(cell: Cell): Promise<Finished> {
    const outcome = await this.evaluateIn(cell, `await ${KERNEL_GLOBAL}.deliver(${cell.job.id})`);
    if (outcome.type === 'thrown') return failed(outcome.error, cell.job);
    return { end: { status: 'ok', userExpressions: {} } };
  }

  private async runCell(cell: Cell): Promise<Finished> {
    const { job } = cell;
    const { code, count } = job;
    const compiled = compileCell(code, KERNEL_GLOBAL, this.declared);
    if (compiled.status === 'invalid') {
      return { end: { status: 'error', ...syntaxFailure(compiled.problem, code, count) } };
    }
    debug('cells', () => compiled.javascript);
    this.remember(compiled.declares);
    this.variables.note(compiled.hides, jsxPragmas(code));
    const { original, compact } = compiled;
    registerScript(job.id, { count, code, original, compact });
    await this.beforeRun(job.id, compiled.javascript);
    const began = performance.now();
    const outcome = await this.evaluateIn(cell, compiled.javascript);
    if (performance.now() - began > SLOW) this.hintAtLoop(cell);
    if (outcome.type !== 'value') this.variables.reveal(compiled.hides);
    if (outcome.type === 'refused') return { end: refused(outcome, original, job) };
    if (outcome.type === 'thrown') {
      const { declared } = this;
      const isWithoutValue = (name: string) => declared.has(name) && !declared.holds(name);
      const isAssigned = (name: string) =>
        assignmentsTo((one) => one === name, parseCell(code).parsed.program).length > 0;
      explainReference(outcome.error, compiled.declares, isWithoutValue, isAssigned);
      // A program that the interrupt has ended makes its caller throw.
      return failed(cell.isInterrupted ? cell.signal.reason : outcome.error, job);
    }
    const { value } = outcome;
    const isNothing = value === undefined || this.displays.isHandleOf(value, cell);
    const shows = compiled.endsInExpression && !job.silent && !isNothing;
    const bundle = shows ? await this.bundleOfResult(cell, value) : undefined;
    const result = bundle && resultOf(bundle, job);
    const text = bundle?.['text/plain'];
    const history = typeof text === 'string' ? { result: text } : {};
    const end = { status: 'ok', userExpressions: {}, ...history } as const;
    cell.throwIfInterrupted();
    if (!cell.isPending && Object.keys(job.userExpressions).length === 0) {
      return result ? { end, result } : { end };
    }
    if (result) this.output.show(result, job.id);
    if (cell.isPending) {
      await Promise.race([Promise.allSettled(cell.pending), aborted(cell)]);
    }
    cell.throwIfInterrupted();
    return { end: { ...end, userExpressions: await this.evaluateExpressions(cell) } };
  }

  /** Does once what else the first cell, or the first interrupt, would have to wait for: code is slow when it is new. */
  warmUp(): void {
    const compiled = compileCell('1', KERNEL_GLOBAL, this.declared);
    if (compiled.status === 'ok') this.evaluator.evaluate(compiled.javascript, () => bundleOf(1));
    failureOf(new Interrupted(), '', 0);
  }

  /** The same for the first cell with types, which needs the compiler. */
  warmUpTypes(): void {
    compileCell('let typed: number', KERNEL_GLOBAL);
  }

  /**
   * Ends what runs, if anything does. What it awaits may never come, so its end is not waited for;
   * code that still runs on ends at its next await.
   */
  interrupt(): void {
    this.latest?.interrupt();
    for (const { cell, evaluated, finish } of [...this.running.values()]) {
      cell.interrupt();
      if (evaluated) evaluated({ type: 'thrown', error: new Interrupted() });
      // Its evaluation is over, and what should follow hangs, or went down with a termination.
      else finish(failed(new Interrupted(), cell.job));
    }
  }

  /** Ends the code that runs just now; see `terminateBelow`. */
  terminate(forced: boolean, unwound: () => void): Termination {
    return terminateBelow(this.evaluator.session, this.kernelFolder, forced, unwound);
  }

  disconnect(): void {
    this.evaluator.session.disconnect();
  }

  /** Says once how a loop that computes gets faster. */
  private hintAtLoop(cell: Cell): void {
    if (this.hasHinted || !hasComputingLoop(cell.job.code)) return;
    this.hasHinted = true;
    runInCell(cell, () => this.output.stream('stderr', SLOW_LOOP_HINT));
  }

  private remember({ constants, variables }: TopLevelNames): void {
    for (const name of variables) this.constants.delete(name);
    for (const name of constants) this.constants.add(name);
  }

  private evaluateIn(cell: Cell, javascript: string, script = cell.job.id): Promise<Outcome> {
    return new Promise((resolve) => {
      if (cell.isInterrupted) return resolve({ type: 'thrown', error: cell.signal.reason });
      const running = this.running.get(cell);
      const end = (outcome: Outcome) => {
        this.keepIterating(cell);
        if (running?.evaluated === end) running.evaluated = undefined;
        resolve(outcome);
      };
      if (running) running.evaluated = end;
      const source = `${javascript}\n//# sourceURL=${scriptUrl(script)}`;
      runInCell(cell, () => this.evaluator.evaluate(source, end));
    });
  }

  private async bundleOfResult(cell: Cell, value: unknown): Promise<MimeBundle | undefined> {
    if (await runInCell(cell, () => this.displays.showPending(value))) return undefined;
    const made = runInCell(cell, () => bundleOf(value));
    const { bundle, problem } =
      made instanceof Promise ? await Promise.race([made, rejectedWhenInterrupted(cell)]) : made;
    cell.throwIfInterrupted();
    if (problem !== undefined) runInCell(cell, () => this.displays.report(problem));
    return bundle;
  }

  private async evaluateExpressions(cell: Cell): Promise<JsonObject> {
    const results: [string, JsonObject][] = [];
    for (const [name, code] of Object.entries(cell.job.userExpressions)) {
      results.push([name, await this.evaluateExpression(cell, code)]);
    }
    return Object.fromEntries(results);
  }

  private async evaluateExpression(cell: Cell, code: string): Promise<JsonObject> {
    const { count } = cell.job;
    const compiled = compileCell(code, KERNEL_GLOBAL, this.declared);
    if (compiled.status === 'invalid') {
      return { status: 'error', ...syntaxFailure(compiled.problem, code, count) };
    }
    const outcome = await this.evaluateIn(cell, compiled.javascript, NO_CELL);
    if (outcome.type === 'refused') return refused(outcome, compiled.original, { code, count });
    if (outcome.type === 'thrown') {
      return { status: 'error', ...failureOf(outcome.error, code, count) };
    }
    // Of a text that is no expression, V8 gives the value of what the compiler has put before it.
    const value = compiled.endsInExpression ? outcome.value : undefined;
    const { bundle } = await bundleOf(value);
    return { status: 'ok', data: bundle, metadata: {} };
  }
}

function failed(error: unknown, { code, count }: CellJob): Finished {
  return { end: { status: 'error', ...failureOf(error, code, count) } };
}

/** How a cell ends that V8 does not run. */
function refused(
  { message, place }: Extract<Outcome, { type: 'refused' }>,
  original: (place: Position) => Position | undefined,
  { code, count }: Pick<CellJob, 'code' | 'count'>,
) {
  const written = original(place);
  const offset = written ? offsetAt(code, written) : 0;
  return { status: 'error', ...syntaxFailure({ message, offset }, code, count) } as const;
}

function resultOf(data: MimeBundle, { count: execution_count }: CellJob): Published {
  return { msg_type: 'execute_result', content: { data, metadata: {}, execution_count } };
}

function aborted({ signal }: Cell): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function rejectedWhenInterrupted(cell: Cell): Promise<never> {
  await aborted(cell);
  throw cell.signal.reason;
}
