/**
 * The server's diagnostics of a cell -> the type errors that a person should hear of. A notebook
 * has values that no text declares, and imports that only running can find: what those would make
 * the compiler say is left out.
 */
import type { JsonObject } from '../wire/json.js';
import { LINES_ABOVE } from './cell-files.js';
import { type Range, readRange } from './place.js';

/** A type error, at a place in the cell. */
export interface Problem {
  readonly range: Range;
  /** TypeScript's number for the kind of error: 2322. */
  readonly code: number;
  readonly message: string;
}

const ERROR = 1;

/** A type that nobody wrote is `any`: cells are often plain JavaScript. */
const isImplicitAny = (code: number) => code >= 7005 && code <= 7057;

/** A module that isn't found or typed: whether it can be imported, running the cell shows. */
const MODULES = new Set([1192, 1259, 2306, 2307, 2732, 2792, 7016]);

/** A name that isn't found. */
const UNKNOWN_NAMES = new Set([
  2304, 2552, 2503, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 18004,
]);

/** A value that may be null or undefined, or unassigned. */
const NULLISH = new Set([2454, 2531, 2532, 2533, 18047, 18048, 18049]);

/** What is known of a cell beside its diagnostics. */
export interface Surroundings {
  readonly code: string;
  /** The names that it has from earlier cells, which hold values by now. */
  readonly borrowed: ReadonlySet<string>;
  /** The names that are there on the running kernel; only called when that matters. */
  liveNames(): Promise<ReadonlySet<string>>;
}

export async function readProblems(
  diagnostics: readonly JsonObject[],
  { code, borrowed, liveNames }: Surroundings,
): Promise<Problem[]> {
  const lines = code.split('\n');
  const problems = diagnostics.flatMap((diagnostic) => readProblem(diagnostic) ?? []);
  const own = problems.filter(({ range, code: kind, message }) => {
    if (range.start.line < 0 || range.start.line >= lines.length) return false;
    if (isImplicitAny(kind) || MODULES.has(kind)) return false;
    if (message.includes("'typeof globalThis'")) return false;
    return !(NULLISH.has(kind) && borrowed.has(textAt(lines, range)));
  });
  if (!own.some((problem) => UNKNOWN_NAMES.has(problem.code))) return own;
  const live = await liveNames();
  return own.filter(({ code: kind, range }) => {
    if (!UNKNOWN_NAMES.has(kind)) return true;
    const name = textAt(lines, range);
    return !live.has(name) && !isMadeHere(code, name);
  });
}

/** Whether the cell's own text gives the global object that property. */
function isMadeHere(code: string, name: string): boolean {
  const property = `(?:globalThis|global)\\s*(?:\\.\\s*|\\[\\s*['"\`])`;
  return new RegExp(`${property}${name.replace(/[$]/g, '\\$&')}(?![\\w$])`).test(code);
}

function textAt(lines: readonly string[], { start, end }: Range): string {
  const line = lines[start.line] ?? '';
  return line.slice(start.character, start.line === end.line ? end.character : undefined);
}

function readProblem({ severity, code, message, range: place }: JsonObject): Problem | undefined {
  const range = readRange(place, LINES_ABOVE);
  if (severity !== ERROR || !range || typeof code !== 'number') return undefined;
  return { range, code, message: readable(String(message)) };
}

/** A message as the person knows the names: cells are not imported, and no file of theirs. */
function readable(message: string): string {
  return message
    .replace(/import\("[^"]*\.gradbook-(?:cell-\d+|edited)"\)\./g, '')
    .replace(/^(Cannot assign to '[^']+' because it is) an import\.$/, '$1 a constant.');
}
