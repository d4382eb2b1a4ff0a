/**
 * The breakpoints that a front end has set, by the paths of cells and files, and where V8 has them:
 * in every script of that path, also in those that come later.
 */
import { existsSync } from 'node:fs';
import type { JsonObject } from '../wire/json.js';
import { conditionOf, type Wish } from './conditions.js';
import type { Inspector } from './inspector.js';
import type { Event } from './protocol.js';
import type { Script, Scripts } from './scripts.js';
import type { Stops } from './stops.js';
import { withoutTypes } from './without-types.js';

interface Breakpoint extends Wish {
  /** What V8 evaluates where it would stop; empty where it always stops. */
  readonly expression: string;
  /** Why the expression is none. */
  readonly problem: string | undefined;
  /** Where it came to be. */
  place: { readonly line: number; readonly column?: number };
  isVerified: boolean;
  /** Why it is not. */
  message: string | undefined;
}

/** Of a cell that runs again and again, breakpoints are set in this many of its latest scripts. */
const MOST_RUNS = 10;

export class Breakpoints {
  private readonly byPath = new Map<string, Breakpoint[]>();
  /** V8's names of what it has, with the breakpoint that each stands for. */
  private readonly placed = new Map<string, { path: string; id: number }>();
  private count = 0;

  constructor(
    private readonly inspector: Inspector,
    private readonly scripts: Scripts,
    /** Where a cell's text could stop, before it has run. */
    private readonly trial: (code: string) => Promise<Stops | undefined>,
    private readonly tell: (event: Event) => void,
  ) {}

  /** Sets the breakpoints of a path in place of those that were there. `code` is a cell's text. */
  async set(path: string, wishes: readonly Omit<Wish, 'id'>[], code: string | undefined) {
    await this.remove(path);
    const breakpoints: Breakpoint[] = [];
    for (const wish of wishes) breakpoints.push(await this.made(wish));
    this.byPath.set(path, breakpoints);
    const scripts = this.scripts.ofPath(path).slice(-MOST_RUNS);
    if (scripts.length > 0) for (const script of scripts) await this.place(script, breakpoints);
    else if (code !== undefined) find(breakpoints, await this.trial(code));
    else
      for (const breakpoint of breakpoints)
        breakpoint.message = breakpoint.problem ?? whyUnbound(path);
    return breakpoints.map((breakpoint) => described(path, breakpoint));
  }

  private async made(wish: Omit<Wish, 'id'>): Promise<Breakpoint> {
    this.count += 1;
    const { line, column } = wish;
    const place = { line, ...(column === undefined ? {} : { column }) };
    const id = this.count;
    const compiled = await this.compiled(conditionOf({ ...wish, id }));
    return { ...wish, ...compiled, id, place, isVerified: false, message: undefined };
  }

  /** All of them, as a front end that comes back sets them again. */
  all(): { source: string; breakpoints: JsonObject[] }[] {
    return [...this.byPath]
      .filter(([, breakpoints]) => breakpoints.length > 0)
      .map(([source, breakpoints]) => ({
        source,
        breakpoints: breakpoints.map(({ place, condition, hitCondition, logMessage }) => {
          return { line: place.line, ...given({ condition, hitCondition, logMessage }) };
        }),
      }));
  }

  /** Whether a path has any. */
  has(path: string): boolean {
    return (this.byPath.get(path)?.length ?? 0) > 0;
  }

  /** A file was loaded, and has not run yet. */
  async bind(script: Script): Promise<void> {
    const breakpoints = this.byPath.get(script.path) ?? [];
    await this.place(script, breakpoints);
    for (const breakpoint of breakpoints) {
      const body = { reason: 'changed', breakpoint: described(script.path, breakpoint) };
      this.tell({ event: 'breakpoint', body });
    }
  }

  /** A cell is about to run, as a script of that URL, which stops where `stops` says. */
  async prepare(path: string, url: string, stops: Stops): Promise<void> {
    for (const breakpoint of this.byPath.get(path) ?? []) {
      const location = find([breakpoint], stops)?.location;
      if (location) await this.placeAt(path, breakpoint, { url, ...location });
    }
  }

  /** The breakpoints of a path that depend on how often they were hit. */
  counting(path: string): number[] {
    const counting = this.byPath
      .get(path)
      ?.filter(({ hitCondition }) => hitCondition !== undefined);
    return counting?.map(({ id }) => id) ?? [];
  }

  /** The breakpoints that V8 says were hit. */
  idsOf(hit: readonly string[]): number[] {
    return hit.flatMap((one) => this.placed.get(one)?.id ?? []);
  }

  async clear(): Promise<void> {
    for (const path of [...this.byPath.keys()]) await this.remove(path);
    this.byPath.clear();
  }

  private async remove(path: string): Promise<void> {
    for (const [breakpointId, placed] of this.placed) {
      if (placed.path !== path) continue;
      this.placed.delete(breakpointId);
      await this.inspector.command('Debugger.removeBreakpoint', { breakpointId });
    }
    this.byPath.delete(path);
  }

  private async place(script: Script, breakpoints: readonly Breakpoint[]): Promise<void> {
    const stops = await script.stops();
    for (const breakpoint of breakpoints) {
      const location = find([breakpoint], stops)?.location;
      if (location)
        await this.placeAt(script.path, breakpoint, { scriptId: script.id, ...location });
    }
  }

  private async placeAt(
    path: string,
    breakpoint: Breakpoint,
    { lineNumber, columnNumber, ...where }: Target,
  ): Promise<void> {
    const { inspector } = this;
    const location = { lineNumber, columnNumber };
    const condition = breakpoint.expression;
    const { breakpointId } = await ('url' in where
      ? inspector.command('Debugger.setBreakpointByUrl', { ...where, ...location, condition })
      : inspector.command('Debugger.setBreakpoint', {
          location: { ...where, ...location },
          condition,
        })
    ).catch(() => ({ breakpointId: undefined }));
    // Refused where another one is already: two lines may come to one place.
    if (breakpointId !== undefined) this.placed.set(breakpointId, { path, id: breakpoint.id });
  }

  /** An expression as V8 takes it, or why it doesn't. */
  private async compiled(expression: string): Promise<Pick<Breakpoint, 'expression' | 'problem'>> {
    const problem = await this.problemOf(expression);
    if (problem === undefined) return { expression, problem };
    const plain = await withoutTypes(expression);
    const remains = plain === expression ? problem : await this.problemOf(plain);
    return { expression: plain, problem: remains };
  }

  private async problemOf(expression: string): Promise<string | undefined> {
    if (expression === '') return undefined;
    const options = { expression, sourceURL: 'gradbook:condition', persistScript: false };
    const { exceptionDetails } = await this.inspector.command('Runtime.compileScript', options);
    if (!exceptionDetails) return undefined;
    const [problem = ''] = (exceptionDetails.exception?.description ?? '').split('\n');
    return `The condition is no expression: ${problem}`;
  }
}

type Target = { readonly lineNumber: number; readonly columnNumber: number } & (
  | { readonly url: string }
  | { readonly scriptId: string }
);

/** Moves breakpoints to where the code can stop; gives the stop of the last. */
function find(breakpoints: readonly Breakpoint[], stops: Stops | undefined) {
  return breakpoints.map((breakpoint) => {
    const stop = stops?.forLine(breakpoint.line, breakpoint.column);
    const { problem } = breakpoint;
    breakpoint.isVerified = stop?.original !== undefined && problem === undefined;
    if (stop?.original) breakpoint.place = stop.original;
    breakpoint.message = stop ? problem : 'There is no code on this line or below it.';
    return stop;
  })[breakpoints.length - 1];
}

function described(path: string, { id, place, isVerified, message }: Breakpoint): JsonObject {
  return { id, verified: isVerified, ...place, source: { path }, ...given({ message }) };
}

function whyUnbound(path: string): string {
  if (existsSync(path)) return 'Set when the file is imported.';
  return 'There is no such file, and no cell of this text has been dumped.';
}

/** An object without what is undefined in it. */
function given(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
