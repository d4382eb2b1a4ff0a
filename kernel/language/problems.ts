/**
 * The server's diagnostics of a cell -> the type errors that a person should hear of. A notebook
 * has values that no text declares, and imports that only running can find: what those would make
 * the compiler say is left out.
 */
import type { JsonObject } from '../wire/json.js';
import { LINES_ABOVE } from './cell-files.js';
import { memberAt } from './expression-at.js';
import { offsetOf, type Range, readRange } from './place.js';

/** A type error, at a place in the cell. */
export interface Problem {
  readonly range: Range;
  /** TypeScript's number for the kind of error: 2322. */
  readonly code: number;
  readonly message: string;
}

const ERROR = 1;

const IMPLICIT_THIS = 2683;
/** A type that nobody wrote is `any`: cells are often plain JavaScript. */
const isImplicitAny = (code: number) => (code >= 7005 && code <= 7057) || code === IMPLICIT_THIS;

/** A module that isn't found or typed: whether it can be imported, running the cell shows. */
const MODULES = new Set([1192, 1259, 2306, 2307, 2732, 2792, 2874, 2875, 7016]);

/** A name that isn't found. */
const UNKNOWN_NAMES = new Set([
  2304, 2552, 2503, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 18004,
]);

/** A property that isn't there by its type. */
const UNKNOWN_MEMBERS = new Set([2339, 2551]);

const NOT_ASSIGNABLE = 2322;

/** A value that may be null or undefined, or unassigned. */
const NULLISH = new Set([2454, 2531, 2532, 2533, 18047, 18048, 18049]);

/** What is known of a cell beside its diagnostics. */
export interface Surroundings {
  readonly code: string;
  /** The names that it has from earlier cells, which hold values by now. */
  readonly borrowed: ReadonlySet<string>;
  /** The names that are there on the running kernel, none where it does not answer; only called when that matters. */
  liveNames(): Promise<ReadonlySet<string>>;
  /** Those of a value there, which an expression without effects gives. */
  liveMembers(expression: string): Promise<readonly string[]>;
}

export async function readProblems(
  diagnostics: readonly JsonObject[],
  { code, borrowed, liveNames, liveMembers }: Surroundings,
): Promise<Problem[]> {
  const lines = code.split('\n');
  const problems = diagnostics.flatMap((diagnostic) => readProblem(diagnostic) ?? []);
  const own = problems.filter(({ range, code: kind, message }) => {
    // Above, below and behind the lines of the cell stands what nobody wrote.
    const line = lines[range.start.line];
    if (line === undefined || range.start.character > line.length) return false;
    if (isImplicitAny(kind) || MODULES.has(kind)) return false;
    if (message.includes("'typeof globalThis'")) return false;
    return !(NULLISH.has(kind) && borrowed.has(textAt(lines, range)));
  });
  const isReal = await Promise.all(
    own.map(async ({ code: kind, range }) => {
      const name = textAt(lines, range);
      if (UNKNOWN_NAMES.has(kind)) {
        const names = await liveNames();
        // Where nobody knows, a false error would be worse than none.
        return names.size > 0 && !names.has(name) && !isMadeHere(code, name);
      }
      if (!UNKNOWN_MEMBERS.has(kind) || isAssigned(code, name)) return true;
      const { object = '' } = memberAt(code, offsetOf(code, range.start));
      const isBorrowed = borrowed.has(/^[\p{ID_Continue}$]+/u.exec(object)?.[0] ?? '');
      if (!isBorrowed) return true;
      const members = await liveMembers(object);
      return members.length > 0 && !members.includes(name);
    }),
  );
  return own.filter((_problem, at) => isReal[at]);
}

/** The variables of earlier cells that now hold something that they were not declared for. */
export function changedVariables(
  problems: readonly Problem[],
  { code, borrowed }: Pick<Surroundings, 'code' | 'borrowed'>,
): string[] {
  const lines = code.split('\n');
  return problems.flatMap(({ code: kind, range }) => {
    const name = textAt(lines, range);
    return kind === NOT_ASSIGNABLE && borrowed.has(name) ? name : [];
  });
}

/** Whether a text gives a property of that name to anything: then what it says of it stays. */
function isAssigned(code: string, name: string): boolean {
  return new RegExp(`\\.\\s*${escaped(name)}\\s*=(?![=>])`).test(code);
}

/** Whether the cell's own text gives the global object that property. */
function isMadeHere(code: string, name: string): boolean {
  const property = `(?:globalThis|global)\\s*(?:\\.\\s*|\\[\\s*['"\`])`;
  return new RegExp(`${property}${escaped(name)}(?![\\w$])`).test(code);
}

function escaped(name: string): string {
  return name.replace(/[$]/g, '\\$&');
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
