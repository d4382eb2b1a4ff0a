/**
 * The scripts that V8 has, as far as the person knows of them: cells and files. The kernel's own
 * files and Node's are not among them, and so their frames are hidden.
 */
import type { Debugger } from 'node:inspector';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Position } from '../cells/position.js';
import { isRecord } from '../wire/json.js';
import { cellPath } from './cell-path.js';
import type { Inspector } from './inspector.js';
import { FAILURE_URL, STOP_URL } from './on-main.js';
import { type Location, Stops } from './stops.js';

/** What the debugger is told of a cell. */
export interface CellText {
  readonly code: string;
  /** The number in brackets beside the cell. */
  readonly count: number;
}

/** Gives the places of a cell that places in its JavaScript stand for. */
export type Originals = (
  cell: number,
  locations: readonly Location[],
) => Promise<readonly (Position | undefined)[]>;

export interface Script {
  readonly id: string;
  readonly path: string;
  /** What a frame at its top level is called. */
  readonly name: string;
  readonly cell: number | undefined;
  stops(): Promise<Stops>;
}

const CELL = /^gradbook-cell:(\d+)$/;
/** The file that cells pretend to be. */
const NOTEBOOK = '[notebook].ts';

export class Scripts {
  private readonly byId = new Map<string, Script>();
  /** See `STOP_URL`. */
  private readonly stops = new Set<string>();
  /** See `FAILURE_URL`. */
  private readonly failures = new Set<string>();

  constructor(
    private readonly inspector: Inspector,
    private readonly cells: ReadonlyMap<number, CellText>,
    private readonly originals: Originals,
    /** The URLs of files that the person need not know of. */
    private readonly hidden: readonly RegExp[],
  ) {}

  /** Takes what V8 has parsed; undefined where the person need not know of it. */
  add(parsed: Debugger.ScriptParsedEventDataType): Script | undefined {
    if (parsed.url === STOP_URL) this.stops.add(parsed.scriptId);
    if (parsed.url === FAILURE_URL) this.failures.add(parsed.scriptId);
    const script = this.cellOf(parsed) ?? this.fileOf(parsed);
    if (script) this.byId.set(script.id, script);
    return script;
  }

  /** Whether a frame is of what runs only so that it can be paused. */
  isStop({ location }: Debugger.CallFrame): boolean {
    return this.stops.has(location.scriptId);
  }

  /** Whether a frame stands where an `await` of the person's is about to throw. */
  isFailure({ location }: Debugger.CallFrame): boolean {
    return this.failures.has(location.scriptId);
  }

  get(id: string): Script | undefined {
    return this.byId.get(id);
  }

  /** All scripts of a path: a cell may have run more than once. */
  ofPath(wanted: string): Script[] {
    return this.all().filter((script) => script.path === wanted);
  }

  /** The script of a URL, as V8 names it. */
  ofUrl(url: string): Script | undefined {
    const cell = CELL.exec(url)?.[1];
    if (cell !== undefined) return this.all().find((script) => script.cell === Number(cell));
    return url.startsWith('file:') ? this.ofPath(pathOf(url)).at(-1) : undefined;
  }

  all(): Script[] {
    return [...this.byId.values()];
  }

  clear(): void {
    this.byId.clear();
    this.stops.clear();
    this.failures.clear();
  }

  private cellOf({ scriptId, url }: Debugger.ScriptParsedEventDataType): Script | undefined {
    const found = CELL.exec(url);
    if (!found) return undefined;
    const cell = Number(found[1]);
    const text = this.cells.get(cell);
    if (!text) return undefined;
    // Expressions that a front end has evaluated behind a cell go by the cell's name too.
    const first = this.all().find((script) => script.cell === cell);
    if (first && Number(first.id) < Number(scriptId)) return undefined;
    if (first) this.byId.delete(first.id);
    return {
      id: scriptId,
      path: cellPath(text.code),
      name: `cell ${text.count}`,
      cell,
      stops: once(async () => this.stopsOf(scriptId, (at) => this.originals(cell, at))),
    };
  }

  private fileOf(parsed: Debugger.ScriptParsedEventDataType): Script | undefined {
    const { scriptId, url, sourceMapURL } = parsed;
    if (!url.startsWith('file:') || this.hidden.some((one) => one.test(url))) return undefined;
    const file = pathOf(url);
    if (path.basename(file) === NOTEBOOK) return undefined;
    return {
      id: scriptId,
      path: file,
      name: path.basename(file),
      cell: undefined,
      stops: once(() => this.stopsOf(scriptId, async (at) => at.map(originalsBy(sourceMapURL)))),
    };
  }

  private async stopsOf(
    scriptId: string,
    find: (locations: readonly Location[]) => Promise<readonly (Position | undefined)[]>,
  ): Promise<Stops> {
    const locations = await possibleLocations(this.inspector, scriptId);
    const found = await find(locations);
    return new Stops(locations.map((location, i) => ({ location, original: found[i] })));
  }
}

/** The path of a file by its URL, which may say which load of it this is. */
function pathOf(url: string): string {
  return fileURLToPath(url.replace(/[?#].*$/, ''));
}

/** Where V8 can stop in a script, in its order. */
export async function possibleLocations(
  inspector: Inspector,
  scriptId: string,
): Promise<Location[]> {
  const start = { scriptId, lineNumber: 0, columnNumber: 0 };
  const { locations } = await inspector.command('Debugger.getPossibleBreakpoints', { start });
  const all = locations.map(({ lineNumber, columnNumber = 0 }) => ({ lineNumber, columnNumber }));
  // A call and the statement that it begins are one place.
  return all.filter(({ lineNumber, columnNumber }, i) => {
    const before = all[i - 1];
    return before?.lineNumber !== lineNumber || before.columnNumber !== columnNumber;
  });
}

/** By the source map that the kernel puts into each TypeScript file; other files are as they are. */
function originalsBy(sourceMapUrl = ''): (location: Location) => Position | undefined {
  const map = inlineMap(sourceMapUrl);
  return ({ lineNumber, columnNumber }) => {
    if (!map) return { line: lineNumber + 1, column: columnNumber + 1 };
    const entry = map.findEntry(lineNumber, columnNumber);
    if (!('originalLine' in entry)) return undefined;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}

function inlineMap(url: string): SourceMap | undefined {
  const [, base64] = /^data:application\/json;base64,(.+)$/.exec(url) ?? [];
  if (base64 === undefined) return undefined;
  const payload: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  if (!isRecord(payload) || typeof payload.mappings !== 'string') return undefined;
  const { mappings } = payload;
  const rest = { version: 3, sources: ['file'], names: [], sourcesContent: [], sourceRoot: '' };
  return new SourceMap({ ...rest, mappings, file: 'file' });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
