/**
 * A TypeScript cell -> JavaScript for V8's REPL mode, with the way back from positions in the one
 * to positions in the other. Pure functions; text that is no TypeScript gives a problem as a value.
 */
import { SourceMap } from 'node:module';
import { type ParseResult, type Program, parseSync } from 'oxc-parser';
import { type HelperMode, transformSync } from 'oxc-transform';
import { translateMagics } from '../magics/translate.js';
import { assignmentsTo, type TopLevelNames, topLevelNames } from './constants.js';
import {
  hasDecorators,
  lowerDecorators,
  lowerNamespaces,
  type Mapped,
  type SourceMapText,
} from './lowering.js';
import { nameUses } from './name-uses.js';
import { isObjectLiteral, parseCell } from './parse-cell.js';
import { offsetAt, type Position, positionAt } from './position.js';
import { rewrite } from './rewrite.js';
import type { SyntaxProblem } from './syntax.js';
import { decoratorOptions, jsxOptions } from './tsconfig.js';

export interface CompiledCell {
  readonly status: 'ok';
  readonly javascript: string;
  /** Whether the cell ends in an expression, whose value it shows. */
  readonly endsInExpression: boolean;
  /** The names that it declares for the cells after it. */
  readonly declares: TopLevelNames;
  /** Where a place in `javascript` stands in the cell; undefined for what the kernel put in. */
  original(position: Position): Position | undefined;
}

export type CompileResult = CompiledCell | { readonly status: 'invalid'; problem: SyntaxProblem };

const FILE = 'cell.ts';
/** The notebook's folder; `%cd` goes elsewhere. */
const FOLDER = process.cwd();

/** What earlier cells have declared. */
export interface Declared {
  /** Whether a variable of that name is there: `!ls -l` is no command then. */
  has(name: string): boolean;
  readonly constants: ReadonlySet<string>;
}

const NOTHING: Declared = { has: () => false, constants: new Set() };

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

/**
 * Enums, namespaces, parameter properties and decorators are lowered; imports without `type` are
 * kept even if this cell does not use them, since a later one may.
 */
function compileTypeScript(code: string, kernel: string, declared: Declared): CompileResult {
  const { lang, parsed } = parseCell(code);
  const [error] = parsed.errors;
  if (error) return invalid(error);
  const untyped = withoutTypes(code, lang);
  if (untyped.status === 'invalid') return untyped;
  let javascript: Mapped = untyped;
  let { program, errors } = parseJavaScript(javascript.code);
  const declares = topLevelNames(program);
  let temporaries: ReadonlySet<string> = new Set();
  // What oxc leaves in that is wrong, esbuild says best.
  if (errors.length > 0 || hasDecorators(javascript.code, program)) {
    const lowered = lowerDecorators(javascript);
    if (lowered.status === 'invalid') {
      const place = lookUp(javascript.map, lowered.position);
      const offset = place ? offsetAt(code, place) : 0;
      return { status: 'invalid', problem: { message: lowered.message, offset } };
    }
    javascript = lowered;
    ({ program } = parseJavaScript(javascript.code));
    temporaries = added(declares, topLevelNames(program));
  }
  const rewritten = rewrite(javascript.code, program, {
    kernel,
    temporaries,
    constants: assignmentsTo(constantsIn(declares, declared, temporaries), program),
    useOf: nameUses(parsed.program, program),
  });
  return {
    status: 'ok',
    javascript: rewritten.toString(),
    endsInExpression: endsInExpression(parsed.program),
    declares,
    original(position) {
      const outer = rewritten.generateMap({ hires: 'boundary', source: FILE });
      return lookUp(javascript.map, lookUp(outer, position));
    },
  };
}

/** The cell as JavaScript, decorators left in. */
function withoutTypes(
  code: string,
  lang: 'ts' | 'tsx',
): ({ readonly status: 'ok' } & Mapped) | { status: 'invalid'; problem: SyntaxProblem } {
  const decorator = decoratorOptions(FOLDER);
  const { errors, map, ...transformed } = transformSync(FILE, code, {
    lang,
    sourceType: 'module',
    sourcemap: true,
    target: 'es2023',
    typescript: { onlyRemoveTypeImports: true },
    decorator,
    ...(lang === 'tsx' ? { jsx: jsxOptions(code, FOLDER) } : {}),
    helpers: { mode: 'External' as HelperMode },
  });
  const [refused] = errors;
  if (refused && /^Namespaces exporting/.test(refused.message)) {
    const lowered = lowerNamespaces(code, lang, decorator);
    if (lowered.status === 'ok') return lowered;
  }
  if (refused) return invalid(refused);
  if (!map) throw new Error('oxc gave no map.');
  return { status: 'ok', code: transformed.code, map };
}

/** The names that are there after, and were not before. */
function added(before: TopLevelNames, after: TopLevelNames): Set<string> {
  const isNew = (name: string) => !before.variables.has(name) && !before.constants.has(name);
  return new Set([...after.variables, ...after.constants].filter(isNew));
}

function parseJavaScript(code: string): ParseResult {
  return parseSync('cell.js', code, { lang: 'js', sourceType: 'module' });
}

/** What oxc's parser and its transformer say of a text. */
interface Refusal {
  readonly message: string;
  readonly labels: readonly { readonly start: number }[];
}

function invalid({ message, labels }: Refusal): { status: 'invalid'; problem: SyntaxProblem } {
  // Of two declarations of one name, the second is the one too many.
  const label = /already been declared/.test(message) ? labels.at(-1) : labels[0];
  return { status: 'invalid', problem: { message, offset: label?.start ?? 0 } };
}

/** The constants that hold in a cell: its own, and earlier ones that it does not declare anew. */
function constantsIn(
  { constants, variables }: TopLevelNames,
  declared: Declared,
  temporaries: ReadonlySet<string>,
): Set<string> {
  const isAnew = (name: string) => variables.has(name) || temporaries.has(name);
  return new Set([...constants, ...[...declared.constants].filter((name) => !isAnew(name))]);
}

function endsInExpression({ body }: Program): boolean {
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  if (last?.type !== 'ExportDefaultDeclaration') return last?.type === 'ExpressionStatement';
  const { type } = last.declaration;
  return !type.endsWith('Declaration');
}

function lookUp(map: SourceMapText, position: Position | undefined): Position | undefined {
  if (!position) return undefined;
  const payload = { file: FILE, sourcesContent: [], sourceRoot: '', ...map };
  const entry = new SourceMap(payload).findEntry(position.line - 1, position.column - 1);
  if (!('originalLine' in entry)) return undefined;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
