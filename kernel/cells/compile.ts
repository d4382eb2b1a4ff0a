/**
 * A TypeScript cell -> JavaScript for V8's REPL mode, with the way back from positions in the one
 * to positions in the other. Pure functions; text that is no TypeScript gives a problem as a value.
 */
import type MagicString from 'magic-string';
import type { Node, ParseResult, Program } from 'oxc-parser';
import { translateMagics } from '../magics/translate.js';
import { isGlobalName, withWrittenNames } from '../text/own-names.js';
import { assignmentsTo, type TopLevelNames, topLevelNames } from './constants.js';
import { importAliases } from './import-aliases.js';
import { nameUses } from './name-uses.js';
import { ownGlobals, renameOwn } from './own-variables.js';
import { isObjectLiteral, type ParsedCell, parseCell } from './parse-cell.js';
import { isPlainJavaScript } from './plain-javascript.js';
import { offsetAt, type Position, positionAt } from './position.js';
import { NO_VALUE, rewrite } from './rewrite/rewrite.js';
import { lookUp } from './source-maps.js';
import { type SyntaxProblem, walk } from './syntax.js';
import {
  certainOf,
  earlyError,
  type JavaScript,
  problemOf,
  toJavaScript,
} from './to-javascript.js';
import { usesBeforeValue } from './uninitialized.js';

export interface CompiledCell {
  readonly status: 'ok';
  readonly javascript: string;
  /** Whether the cell ends in an expression, whose value it shows. */
  readonly endsInExpression: boolean;
  /** The names that it declares for the cells after it. */
  readonly declares: TopLevelNames;
  /** Those of globals among them, as they are written. */
  readonly hides: readonly string[];
  /** Where a place in `javascript` stands in the cell; undefined for what the kernel put in. */
  original(position: Position): Position | undefined;
  /** Keeps only what `original` needs: for when the cell has begun, since it takes a moment. Absent where it has no more. */
  readonly compact: (() => void) | undefined;
}

/** The way back, and what makes it small. */
type Places = Pick<CompiledCell, 'original' | 'compact'>;

/** A cell's text that has no types in it, so that there is no map. */
type Uncompiled = Omit<JavaScript, 'map'> & { readonly map: undefined };
type Runnable = JavaScript | Uncompiled;

export type CompileResult = CompiledCell | { readonly status: 'invalid'; problem: SyntaxProblem };

const FILE = 'cell.ts';
const NO_ALIASES: ReadonlySet<string> = new Set();
/** How a call of the kernel's importer begins that JSX is compiled to. */
const RUNTIME_OF_JSX = /^(await )?[\w$]+\.import\("[^"]*\/jsx-(dev-)?runtime"/;
/** The notebook's folder; `%cd` goes elsewhere. */
const FOLDER = process.cwd();

/** What earlier cells have declared. */
export interface Declared {
  /** Whether a variable of that name is there: `!ls -l` is no command then. */
  has(name: string): boolean;
  /** Whether a cell's variable of that name has a value: a `var` without one keeps it. */
  holds(name: string): boolean;
  /** Whether earlier cells have declared any global's name for themselves. */
  readonly hidesAny: boolean;
  /** Whether an earlier cell has declared a global's name for itself; see `own-variables.ts`. */
  hides(name: string): boolean;
  readonly constants: ReadonlySet<string>;
  /** What the latest cell that says something of JSX says. */
  readonly jsx: string;
}

/** What earlier cells have declared, as `variables` say whenever they are asked, and these constants. */
export function declaredBy(
  variables: Omit<Declared, 'constants'>,
  constants: ReadonlySet<string>,
): Declared {
  return {
    has: (name) => variables.has(name),
    holds: (name) => variables.holds(name),
    get hidesAny() {
      return variables.hidesAny;
    },
    hides: (name) => variables.hides(name),
    constants,
    get jsx() {
      return variables.jsx;
    },
  };
}

const NOTHING: Declared = {
  has: () => false,
  holds: () => false,
  hidesAny: false,
  hides: () => false,
  constants: new Set(),
  jsx: '',
};

/**
 * Compiles a cell, its magics included.
 *
 * @param kernel names the global object that the JavaScript calls
 */
export function compileCell(
  cell: string,
  kernel: string,
  declared: Declared = NOTHING,
): CompileResult {
  // As long as before: a shell's first line means nothing here.
  const text = cell.replace(/^#!/, '//');
  const magics = translateMagics(text, kernel, (name) => declared.has(name));
  if (magics.status === 'invalid') return magics;
  if (magics.status === 'plain') return compilePlain(text, kernel, declared);
  const { code, map } = magics;
  const compiled = compileTypeScript(code, kernel, declared);
  if (compiled.status === 'invalid') {
    const { message, offset } = compiled.problem;
    const place = lookUp(map, positionAt(code, offset));
    return { status: 'invalid', problem: { message, offset: place ? offsetAt(cell, place) : 0 } };
  }
  return { ...compiled, original: (position) => lookUp(map, compiled.original(position)) };
}

/** A cell that is nothing but an object literal is one, and not a block. */
function compilePlain(code: string, kernel: string, declared: Declared): CompileResult {
  if (!isObjectLiteral(code)) return compileTypeScript(code, kernel, declared);
  const compiled = compileTypeScript(`(${code}\n)`, kernel, declared);
  if (compiled.status === 'invalid') return compiled;
  return {
    ...compiled,
    original(position) {
      const place = compiled.original(position);
      return place?.line === 1 ? { line: 1, column: Math.max(1, place.column - 1) } : place;
    },
  };
}

/** Imports without `type` are kept even if this cell does not use them, since a later one may. */
function compileTypeScript(code: string, kernel: string, declared: Declared): CompileResult {
  const parsed = parseCell(code, true);
  const asWritten = compileParsed(code, parsed, kernel, declared);
  if (asWritten.status === 'invalid') return asWritten;
  // Most cells declare no global's name and use none that an earlier one did.
  const { constants, variables } = asWritten.declares;
  const mayHide = [...constants, ...variables].some(isGlobalName);
  if (!mayHide && !declared.hidesAny) return asWritten;
  const { program } = parsed.parsed;
  const hides = mayHide ? ownGlobals(program) : [];
  const isOwn = (name: string) => hides.includes(name) || declared.hides(name);
  const renamed = renameOwn(code, program, isOwn, kernel);
  if (!renamed) return asWritten;
  const compiled = compileParsed(renamed.code, parseCell(renamed.code, true), kernel, declared);
  const place = (position: Position | undefined) => lookUp(renamed.map, position);
  if (compiled.status === 'ok') {
    return { ...compiled, hides, original: (position) => place(compiled.original(position)) };
  }
  const { message, offset } = compiled.problem;
  const written = place(positionAt(renamed.code, offset));
  const problem = {
    message: withWrittenNames(message),
    offset: written ? offsetAt(code, written) : 0,
  };
  return { status: 'invalid', problem };
}

function compileParsed(
  code: string,
  { lang, parsed }: ParsedCell,
  kernel: string,
  declared: Declared,
): CompileResult {
  const error = certainOf(parsed.errors);
  if (error) return { status: 'invalid', problem: problemOf(error) };
  const javascript = isPlainJavaScript(code, parsed.program)
    ? asItStands(code, parsed)
    : toJavaScript({ text: code, lang, folder: FOLDER, keepsImports: true, jsx: declared.jsx });
  if (javascript.status === 'invalid') return javascript;
  const early = mayHideErrors(code, parsed) ? earlyError(javascript.code) : undefined;
  if (early) {
    const { message, offset } = problemOf(early);
    const place = untransformed(javascript.map)(positionAt(javascript.code, offset));
    return { status: 'invalid', problem: { message, offset: place ? offsetAt(code, place) : 0 } };
  }
  const { declares, temporaries } = javascript;
  const { program } = javascript.parsed;
  const isShown = endsInExpression(parsed.program);
  const rewritten = rewrite(javascript.code, program, {
    kernel,
    temporaries,
    constants: assignmentsTo(constantIn(javascript, declared), program),
    uninitialized: usesBeforeValue(program, javascript.code),
    keeps: keepsValue(parsed.program, declared),
    useOf: nameUses(parsed.program, program),
    aliases: code.includes('import') ? importAliases(parsed.program) : NO_ALIASES,
    isShown,
  });
  const text = rewritten.toString();
  const places = placesOf(rewritten, text, javascript);
  return {
    status: 'ok',
    javascript: text,
    endsInExpression: isShown,
    declares,
    hides: [],
    ...(lang === 'tsx' ? withJsx(places, text, code, parsed.program) : places),
  };
}

/** The import that JSX needs, which the compiler has put in, stands for the first JSX of the cell. */
function withJsx(places: Places, javascript: string, code: string, program: Program): Places {
  let first: Node | undefined;
  walk(program, (node) => {
    if (/^JSX(Element|Fragment)$/.test(node.type)) first ??= node;
    return first === undefined;
  });
  const { start = 0 } = first ?? {};
  return {
    ...places,
    original(position) {
      const { line, column } = position;
      const rest = javascript.split('\n')[line - 1]?.slice(column - 1) ?? '';
      return RUNTIME_OF_JSX.test(rest) ? positionAt(code, start) : places.original(position);
    },
  };
}

/** Whether V8 might not see what is declared twice: the parser's word was not taken, or declarations are rewritten. */
function mayHideErrors(code: string, { errors }: ParseResult): boolean {
  return errors.length > 0 || /\b(?:var|function|export)\b/.test(code);
}

function asItStands(code: string, parsed: ParseResult): Uncompiled {
  const declares = topLevelNames(parsed.program);
  return { status: 'ok', code, map: undefined, parsed, declares, temporaries: new Set() };
}

/** Whether a `var` keeps the value that its name has. Those of enums and namespaces begin anew, not merged. */
function keepsValue({ body }: Program, declared: Declared): (name: string) => boolean {
  const anew = new Set<string>();
  for (const statement of body) {
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? statement.declaration : statement;
    const isAnew = /^TS(Enum|Module)Declaration$/.test(declaration?.type ?? '');
    if (!isAnew || !declaration || !('id' in declaration) || !declaration.id) continue;
    if ('name' in declaration.id) anew.add(declaration.id.name);
  }
  return (name) => declared.holds(name) && !anew.has(name);
}

/** The way back from the places of what was rewritten, to those before it was transformed. */
function placesOf(
  rewritten: MagicString,
  javascript: string,
  { code, map }: Pick<Runnable, 'code' | 'map'>,
): Places {
  const written = untransformed(map);
  const { length } = javascript.endsWith(NO_VALUE) ? NO_VALUE : '';
  if (javascript.endsWith(code, javascript.length - length)) {
    const added = javascript.length - length - code.length;
    const between = { added, end: positionAt(code, code.length) };
    return { compact: undefined, original: (place) => written(placeBetween(between, place)) };
  }
  // Every cell keeps these two texts, and no more.
  let source: MagicString | undefined = rewritten;
  let rewriting = '';
  const compact = () => {
    if (source) rewriting = source.generateMap({ hires: 'boundary', source: FILE }).mappings;
    source = undefined;
  };
  return {
    compact,
    original(position) {
      compact();
      return written(lookUp({ mappings: rewriting }, position));
    },
  };
}

/** Leads from places of a cell's JavaScript to those of the cell; where it has no types, they are the same. */
function untransformed(
  map: Runnable['map'],
): (position: Position | undefined) => Position | undefined {
  if (!map) return (position) => position;
  const { mappings } = map;
  return (position) => lookUp({ mappings }, position);
}

/** The place in a text before whose first line so much was added, and something behind its end. */
function placeBetween(
  { added, end }: { added: number; end: Position },
  { line, column }: Position,
): Position | undefined {
  if (line > end.line) return end;
  if (line > 1) return { line, column };
  return column > added ? { line, column: column - added } : undefined;
}

/** Whether a name is a constant in a cell: one of its own, or an earlier one that it does not declare anew. */
function constantIn(
  { declares, temporaries }: Runnable,
  declared: Declared,
): (name: string) => boolean {
  const isHidden = (name: string) => declares.variables.has(name) || temporaries.has(name);
  return (name) =>
    declares.constants.has(name) || (declared.constants.has(name) && !isHidden(name));
}

function endsInExpression({ body }: Program): boolean {
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  if (last?.type !== 'ExportDefaultDeclaration') return last?.type === 'ExpressionStatement';
  const { type } = last.declaration;
  return !type.endsWith('Declaration');
}
