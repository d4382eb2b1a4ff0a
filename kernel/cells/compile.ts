/**
 * A TypeScript cell -> JavaScript for V8's REPL mode, with the way back from positions in the one
 * to positions in the other. Pure functions; text that is no TypeScript gives a problem as a value.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';
import { type Program, parseSync } from 'oxc-parser';
import { type HelperMode, transformSync } from 'oxc-transform';
import { translateMagics } from '../magics/translate.js';
import { assignmentsTo, type TopLevelNames, topLevelNames } from './constants.js';
import { nameUses } from './name-uses.js';
import { parseCell } from './parse-cell.js';
import { offsetAt, type Position, positionAt } from './position.js';
import { rewrite } from './rewrite.js';
import type { SyntaxProblem } from './syntax.js';
import { jsxOptions } from './tsconfig.js';

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
  const magics = translateMagics(cell, kernel, (name) => declared.has(name));
  if (magics.status === 'invalid') return magics;
  if (magics.status === 'plain') return compileTypeScript(cell, kernel, declared);
  const { code, map } = magics;
  const compiled = compileTypeScript(code, kernel, declared);
  if (compiled.status === 'invalid') {
    const { message, offset } = compiled.problem;
    const place = lookUp(map, positionAt(code, offset));
    return { status: 'invalid', problem: { message, offset: place ? offsetAt(cell, place) : 0 } };
  }
  return { ...compiled, original: (position) => lookUp(map, compiled.original(position)) };
}

/**
 * Enums, namespaces, parameter properties and decorators (TypeScript's
 * `experimentalDecorators`) are lowered; imports without `type` are kept even if this cell does
 * not use them, since a later one may.
 */
function compileTypeScript(code: string, kernel: string, declared: Declared): CompileResult {
  const { lang, parsed } = parseCell(code);
  const [error] = parsed.errors;
  if (error) {
    const offset = error.labels[0]?.start ?? 0;
    return { status: 'invalid', problem: { message: error.message, offset } };
  }
  const transformed = transformSync(FILE, code, {
    lang,
    sourceType: 'module',
    sourcemap: true,
    target: 'es2023',
    typescript: { onlyRemoveTypeImports: true },
    decorator: { legacy: true },
    ...(lang === 'tsx' ? { jsx: jsxOptions(code, process.cwd()) } : {}),
    helpers: { mode: 'External' as HelperMode },
  });
  const [refused] = transformed.errors;
  if (refused) {
    const offset = refused.labels[0]?.start ?? 0;
    return { status: 'invalid', problem: { message: refused.message, offset } };
  }
  const { program } = parseSync('cell.js', transformed.code, { lang: 'js', sourceType: 'module' });
  const declares = topLevelNames(program);
  const rewritten = rewrite(
    transformed.code,
    program,
    kernel,
    assignmentsTo(constantsIn(declares, declared), program),
    nameUses(parsed.program, program),
  );
  return {
    status: 'ok',
    javascript: rewritten.toString(),
    endsInExpression: endsInExpression(parsed.program),
    declares,
    original(position) {
      const outer = rewritten.generateMap({ hires: 'boundary', source: FILE });
      const { map: inner } = transformed;
      if (!inner) return undefined;
      return lookUp(inner, lookUp(outer, position));
    },
  };
}

/** The constants that hold in a cell: its own, and earlier ones that it does not declare anew. */
function constantsIn({ constants, variables }: TopLevelNames, declared: Declared): Set<string> {
  return new Set([...constants, ...[...declared.constants].filter((name) => !variables.has(name))]);
}

function endsInExpression({ body }: Program): boolean {
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  if (last?.type !== 'ExportDefaultDeclaration') return last?.type === 'ExpressionStatement';
  const { type } = last.declaration;
  return !type.endsWith('Declaration');
}

type Map = Pick<SourceMapPayload, 'version' | 'sources' | 'names' | 'mappings'>;

function lookUp(map: Map, position: Position | undefined): Position | undefined {
  if (!position) return undefined;
  const payload = { file: FILE, sourcesContent: [], sourceRoot: '', ...map };
  const entry = new SourceMap(payload).findEntry(position.line - 1, position.column - 1);
  if (!('originalLine' in entry)) return undefined;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
