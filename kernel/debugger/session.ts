/** A debugged kernel: what V8 is told, what the commands share. */
import type { Runtime } from 'node:inspector';
import type { Position } from '../cells/position.js';
import { KERNEL_GLOBAL } from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import type { DebugEvent } from '../wire/outgoing.js';
import { Breakpoints } from './breakpoints.js';
import { cellPath } from './cell-path.js';
import { keepLoopsReachable } from './endless-loops.js';
import { Evaluation } from './evaluation.js';
import { Exceptions } from './exceptions.js';
import { HiddenCode } from './hidden-code.js';
import type { Inspector } from './inspector.js';
import { TRIAL } from './on-main.js';
import { Pauses } from './pauses.js';
import { Properties } from './properties.js';
import { type Event, eventMessage, Refusal } from './protocol.js';
import { type CellText, possibleLocations, type Script, Scripts } from './scripts.js';
import { type Location, Stops } from './stops.js';
import { trialJavaScript } from './trial.js';
import { PAUSED, Variables } from './variables.js';

/** What the debugger needs of the kernel around it. */
export interface Surroundings {
  readonly inspector: Inspector;
  /** All cells that came, by their numbers. */
  readonly cells: ReadonlyMap<number, CellText>;
  /** The URL of the kernel's own files. */
  readonly kernelFolder: string;
  /** Takes an event, as a message of the protocol. */
  tell(event: DebugEvent): void;
  /** Shows what was printed before. */
  drain(): void;
  /** Says whether main is to wait for `prepare` before it runs a cell. */
  announceCells(isOn: boolean): void;
  /** Ends the cells that run; resolves when they have ended. */
  interrupt(): Promise<void>;
  /** Has the main thread run something at which it can be paused, where a cell runs; false where none does. */
  stopAtAwait(): boolean;
  /** Whether a cell runs. */
  isRunning(): boolean;
}

/** Packages that compile cells, on the same thread. */
const COMPILERS =
  /\/node_modules\/(oxc-\w+|esbuild|magic-string|@jridgewell\/sourcemap-codec|get-tsconfig|resolve-pkg-maps)\//;

/** Puts a text where `await` may stand; on the first line, so that only its columns are moved. */
const WRAPPER = '(async () => {';

export class DebugSession {
  isStarted = false;
  /** Whether JupyterLab debugs: in its tree of variables, it shows a type in place of the value. */
  isLab = false;
  readonly inspector: Inspector;
  readonly scripts: Scripts;
  readonly breakpoints: Breakpoints;
  readonly exceptions: Exceptions;
  readonly hiddenCode: HiddenCode;
  readonly pauses: Pauses;
  readonly variables: Variables;
  readonly evaluation: Evaluation;
  /** Texts of cells that a front end has dumped, by path. */
  readonly dumped = new Map<string, string>();
  private instrumentation: string | undefined;
  private listed = 0;

  constructor(readonly surroundings: Surroundings) {
    const { inspector, cells, kernelFolder, drain } = surroundings;
    const tell = (event: Event) => this.tell(event);
    this.inspector = inspector;
    const originals = (cell: number, locations: readonly Location[]) => {
      return this.originals(cell, locations);
    };
    const hidden = [new RegExp(`^${escaped(kernelFolder)}`), COMPILERS];
    this.scripts = new Scripts(inspector, cells, originals, hidden);
    this.evaluation = new Evaluation(inspector);
    const trial = (code: string) => this.trialStops(code);
    this.breakpoints = new Breakpoints(inspector, this.scripts, trial, tell);
    const isVisible = (id: string) => this.scripts.get(id) !== undefined;
    this.exceptions = new Exceptions(inspector, isVisible);
    const patterns = ['^node:', '^gradbook:', ...hidden.map(({ source }) => source)];
    this.hiddenCode = new HiddenCode(inspector, this.exceptions, patterns);
    this.pauses = new Pauses({
      inspector,
      scripts: this.scripts,
      exceptions: this.exceptions,
      hiddenCode: this.hiddenCode,
      tell,
      drain,
      forget: () => this.variables.forget(PAUSED),
      idsOf: (hit) => this.breakpoints.idsOf(hit),
      bind: (script) => this.breakpoints.bind(script),
      stopAtAwait: () => surroundings.stopAtAwait(),
      isRunning: () => surroundings.isRunning(),
      awaitedPlaces: async () => JSON.parse(await this.evaluation.ask('awaitedPlaces')),
      failedAwait: async () => JSON.parse(await this.evaluation.ask('failedAwait')),
      sees: async ({ objectId }) => {
        if (objectId === undefined) return;
        const functionDeclaration = `function () { ${KERNEL_GLOBAL}.debugger.sees(this) }`;
        await this.inspector.command('Runtime.callFunctionOn', { objectId, functionDeclaration });
      },
    });
    const properties = new Properties(inspector, {
      globals: async (group) => this.evaluation.values(await this.names(), group),
      isPaused: () => this.pauses.isPaused,
    });
    this.variables = new Variables(properties, () => !this.isLab);
    inspector.on('Debugger.scriptParsed', (parsed) => void this.scripts.add(parsed));
    inspector.on('Debugger.paused', (paused) => void this.pauses.take(paused));
    inspector.on('Debugger.resumed', () => this.pauses.resumed());
  }

  tell(event: Event): void {
    this.surroundings.tell(eventMessage(event));
  }

  async start(): Promise<void> {
    if (this.isStarted) return;
    // For compiling; what it has compiled is kept until it is disabled.
    await this.inspector.command('Runtime.enable', {});
    await this.inspector.command('Debugger.enable', {});
    await this.hiddenCode.begin();
    await this.evaluation.ask('watchAwaits', true);
    keepLoopsReachable(true);
    this.surroundings.announceCells(true);
    this.isStarted = true;
  }

  /** Lets all code run on, and sets V8 free. */
  async stop(): Promise<void> {
    if (!this.isStarted) return;
    keepLoopsReachable(false);
    this.surroundings.announceCells(false);
    await this.breakpoints.clear();
    await this.exceptions.set([]);
    await this.pauses.release();
    await this.evaluation.ask('watchAwaits', false);
    await this.inspector.command('Debugger.disable', {});
    this.hiddenCode.end();
    await this.inspector.command('Runtime.disable', {});
    this.pauses.resumed();
    this.scripts.clear();
    this.instrumentation = undefined;
    this.isStarted = false;
  }

  /** A cell is about to run, as this JavaScript. */
  async prepare(cell: number, javascript: string): Promise<void> {
    const code = this.surroundings.cells.get(cell)?.code;
    if (!this.isStarted || code === undefined) return;
    const url = `gradbook-cell:${cell}`;
    await this.pauses.prepare(url);
    const path = cellPath(code);
    if (!this.breakpoints.has(path)) return;
    const counting = this.breakpoints.counting(path);
    if (counting.length > 0) await this.evaluation.ask('countAnew', counting);
    const stops = await this.stopsOf(javascript, cell);
    await this.breakpoints.prepare(path, url, stops);
  }

  /** The text of a cell, by its path. */
  codeOf(path: string): string | undefined {
    const code = this.dumped.get(path);
    if (code !== undefined) return code;
    return [...this.surroundings.cells.values()].find((cell) => cellPath(cell.code) === path)?.code;
  }

  /** A name for what is found of the variables of cells; what an earlier list has found stays a while. */
  async nextList(): Promise<string> {
    this.listed += 1;
    const old = `list-${this.listed - 2}`;
    this.variables.forget(old);
    await this.inspector.command('Runtime.releaseObjectGroup', { objectGroup: old });
    return `list-${this.listed}`;
  }

  /** The names of the variables of cells. */
  async names(): Promise<string[]> {
    const names: unknown = JSON.parse(await this.evaluation.ask('names'));
    return Array.isArray(names) ? names.map(String) : [];
  }

  /** Has V8 wait before it runs a file, while there are breakpoints for files. */
  async watchFiles(isOn: boolean): Promise<void> {
    const { inspector, instrumentation: breakpointId } = this;
    if (isOn === (breakpointId !== undefined)) return;
    if (breakpointId !== undefined) {
      this.instrumentation = undefined;
      await inspector.command('Debugger.removeBreakpoint', { breakpointId });
      return;
    }
    const instrumentation = 'beforeScriptWithSourceMapExecution';
    const set = await inspector.command('Debugger.setInstrumentationBreakpoint', {
      instrumentation,
    });
    this.instrumentation = set.breakpointId;
  }

  /** All scripts that the person knows of, also while nothing is debugged. */
  async listScripts(): Promise<Script[]> {
    if (this.isStarted) return this.scripts.all();
    await this.inspector.command('Debugger.enable', {});
    const scripts = this.scripts.all();
    await this.inspector.command('Debugger.disable', {});
    this.scripts.clear();
    return scripts;
  }

  /** @throws Refusal where neither a script nor a cell has that path */
  async stopsOfPath(path: string): Promise<Stops> {
    const script = this.scripts.ofPath(path).at(-1);
    if (script) return script.stops();
    const code = this.codeOf(path);
    const stops = code === undefined ? undefined : await this.trialStops(code);
    if (!stops) throw new Refusal(`Nothing is known of ${path || 'no path'}.`);
    return stops;
  }

  private async trialStops(code: string): Promise<Stops | undefined> {
    const javascript = await trialJavaScript(this.evaluation, code);
    return javascript === undefined ? undefined : this.stopsOf(javascript, TRIAL);
  }

  /** Where V8 could stop in a cell's JavaScript, which has not run. */
  private async stopsOf(javascript: string, cell: number): Promise<Stops> {
    const { scriptId } = await this.inspector.command('Runtime.compileScript', {
      expression: `${WRAPPER}${javascript}\n})`,
      sourceURL: 'gradbook:stops',
      persistScript: true,
    });
    if (scriptId === undefined) return new Stops([]);
    const found = await possibleLocations(this.inspector, scriptId);
    const locations = found.map(({ lineNumber, columnNumber }) => ({
      lineNumber,
      columnNumber: lineNumber === 0 ? columnNumber - WRAPPER.length : columnNumber,
    }));
    const inside = locations.filter(({ columnNumber }) => columnNumber >= 0);
    const originals = await this.originals(cell, inside);
    return new Stops(inside.map((location, i) => ({ location, original: originals[i] })));
  }

  private async originals(
    cell: number,
    locations: readonly Location[],
  ): Promise<(Position | undefined)[]> {
    const positions = locations.map(({ lineNumber, columnNumber }) => {
      return { line: lineNumber + 1, column: columnNumber + 1 };
    });
    const found: unknown = JSON.parse(await this.evaluation.ask('originals', cell, positions));
    return (Array.isArray(found) ? found : []).map(positionOf);
  }

  /** Copies a value of a frame into a variable of cells, also while the code is paused; gives the value. */
  async copy(expression: string, frame: string, name: string): Promise<Runtime.RemoteObject> {
    const { inspector, evaluation } = this;
    const keep = `${KERNEL_GLOBAL}.debugger.copied`;
    const copied = await evaluation.evaluate(`${keep} = (${expression}\n)`, {
      frame,
      group: PAUSED,
    });
    const isThere = (await this.names()).includes(name);
    const assignment = `${isThere ? '' : 'let '}${name} = ${keep}`;
    const options = { expression: assignment, replMode: !isThere, disableBreaks: true };
    const done = inspector.command('Runtime.evaluate', options);
    // What declares is answered by a promise, which waits for the code to run on.
    if (isThere) await done;
    else done.catch(() => {});
    await evaluation.evaluate(`${keep} = undefined`, { frame: undefined, group: PAUSED });
    return copied;
  }
}

function escaped(text: string): string {
  return text.replace(/[.+?^$(){}|[\]\\]/g, '\\$&');
}

function positionOf(found: unknown): Position | undefined {
  if (!isRecord(found)) return undefined;
  const { line, column } = found;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}
