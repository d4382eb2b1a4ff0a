/**
 * TypeScript -> JavaScript as Node runs it: types go; enums, namespaces, parameter properties,
 * decorators, `accessor`, `using` and JSX are lowered. oxc does nearly all of it, in a fraction of a
 * millisecond. Standard decorators and `accessor`, which it lowers only in TypeScript's legacy form,
 * and namespaces that export variables are left to esbuild.
 */
import { type ParseResult, type Program, parseSync } from 'oxc-parser';
import { type HelperMode, transformSync } from 'oxc-transform';
import { jsxPragmas } from '../text/jsx-pragmas.js';
import { TOO_DEEP, tooDeep } from '../text/nesting.js';
import { type TopLevelNames, topLevelNames } from './constants.js';
import { type Mapped, transformByEsbuild } from './esbuild.js';
import { offsetAt, type Position } from './position.js';
import { lookUp } from './source-maps.js';
import { type SyntaxProblem, walk } from './syntax.js';
import { decoratorOptions, jsxOptions } from './tsconfig.js';

export interface Source {
  readonly text: string;
  readonly lang: 'ts' | 'tsx';
  /** Where its tsconfig.json is looked for. */
  readonly folder: string;
  /** What holds for its JSX where it says nothing of it. */
  readonly jsx?: string;
  /** Whether imports are kept that the text does not use. */
  readonly keepsImports: boolean;
}

export interface JavaScript extends Mapped {
  readonly status: 'ok';
  readonly parsed: ParseResult;
  /** The names that the text declares. */
  readonly declares: TopLevelNames;
  /** Further top-level names, which compiling has added. */
  readonly temporaries: ReadonlySet<string>;
}

type Invalid = { readonly status: 'invalid'; readonly problem: SyntaxProblem };

/** Beside a `using`, oxc leaves enums to the block that ends with a disposal, and no later cell sees them. */
const ENUM = /\benum\s+[\p{ID_Start}$_]/u;
const USING = /\busing\s+[\p{ID_Start}$_]/u;
/** How a namespace or an enum begins, or a part of one. */
const NAMESPACE = /\b(?:namespace|module|enum)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;
/**
 * What oxc has against classes and functions of TypeScript that JavaScript may have: members of one name, parameters that
 * have that of a variable, setters with a default.
 */
const TYPES_ONLY = /has already been declared|'set' accessor cannot have an initializer/;
/** An earlier cell may have what this one exports. */
const OF_OTHER_CELLS = /^Export '.*' is not defined/;

export function toJavaScript(source: Source): JavaScript | Invalid {
  const plain = withoutTypes(source);
  if (plain.status === 'invalid') return plain;
  const parsed = parseJavaScript(plain.code);
  const declares = topLevelNames(parsed.program);
  // What oxc leaves in that is wrong, esbuild says best.
  if (parsed.errors.length === 0 && !hasDecorators(plain.code, parsed.program)) {
    return { ...plain, parsed, declares, temporaries: new Set() };
  }
  const options = { loader: 'js', target: 'es2022', keepNames: true } as const;
  const lowered = transformByEsbuild(plain.code, options, plain.map);
  if (lowered.status === 'invalid') {
    return invalid(source.text, lowered.message, lookUp(plain.map, lowered.position));
  }
  const again = parseJavaScript(lowered.code);
  const temporaries = added(declares, topLevelNames(again.program));
  return { ...lowered, parsed: again, declares, temporaries };
}

function withoutTypes(source: Source): ({ readonly status: 'ok' } & Mapped) | Invalid {
  const { text, lang, folder, keepsImports, jsx = '' } = source;
  const deep = tooDeep(text);
  if (deep !== undefined) {
    return { status: 'invalid', problem: { message: TOO_DEEP, offset: deep } };
  }
  if ((ENUM.test(text) && USING.test(text)) || hasSameNamespaces(text)) return byEsbuild(source);
  const { code, map, errors } = transformSync(`text.${lang}`, text, {
    lang,
    sourceType: 'module',
    sourcemap: true,
    target: 'es2023',
    typescript: { onlyRemoveTypeImports: keepsImports },
    ...(text.includes('@') ? { decorator: decoratorOptions(folder) } : {}),
    ...(lang === 'tsx' ? { jsx: jsxOptions(jsxPragmas(text) || jsx, folder) } : {}),
    helpers: { mode: 'External' as HelperMode },
  });
  const [error] = errors;
  if (error && /namespace/i.test(error.message)) return byEsbuild(source);
  if (error && TYPES_ONLY.test(error.message)) {
    const lowered = byEsbuild(source);
    if (lowered.status === 'ok') return lowered;
  }
  if (error) return { status: 'invalid', problem: problemOf(error) };
  if (!map) throw new Error('oxc gave no map.');
  return { status: 'ok', code, map };
}

/**
 * Whether a text may have several namespaces or enums of one name: in one of them, oxc finds nothing that another has,
 * and where one is only declared, it declares none of them.
 */
function hasSameNamespaces(text: string): boolean {
  const names = [...text.matchAll(NAMESPACE)].map(([, name]) => name);
  return new Set(names).size < names.length;
}

/** oxc refuses namespaces that export variables, since those may change. */
function byEsbuild({ text, lang, folder, keepsImports }: Source) {
  const { legacy = false } = decoratorOptions(folder);
  const compilerOptions = { experimentalDecorators: legacy, verbatimModuleSyntax: keepsImports };
  const lowered = transformByEsbuild(text, {
    loader: lang,
    target: 'esnext',
    supported: { using: false },
    tsconfigRaw: { compilerOptions },
  });
  if (lowered.status === 'ok') return lowered;
  return invalid(text, lowered.message, lowered.position);
}

function invalid(text: string, message: string, place: Position | undefined): Invalid {
  const offset = place ? offsetAt(text, place) : 0;
  return { status: 'invalid', problem: { message, offset } };
}

/** What oxc's parser and its transformer say of a text. */
interface Refusal {
  readonly message: string;
  readonly labels: readonly { readonly start: number }[];
}

export function problemOf({ message, labels }: Refusal): SyntaxProblem {
  // Of two declarations of one name, the second is the one too many.
  const label = /already been declared/.test(message) ? labels.at(-1) : labels[0];
  return { message, offset: label?.start ?? 0 };
}

/** The first of the errors of a cell that JavaScript may have as well. */
export function certainOf<E extends Refusal>(errors: readonly E[]): E | undefined {
  return errors.find(({ message }) => !TYPES_ONLY.test(message));
}

/** What no grammar says, and V8 can't, once the cell's declarations are rewritten: such as a name that is declared twice. */
export function earlyError(code: string): Refusal | undefined {
  const options = { lang: 'js', sourceType: 'module', showSemanticErrors: true } as const;
  const { errors } = parseSync('text.js', code, options);
  return errors.find(({ message }) => !OF_OTHER_CELLS.test(message));
}

function parseJavaScript(code: string): ParseResult {
  return parseSync('text.js', code, { lang: 'js', sourceType: 'module' });
}

/** Whether JavaScript has decorators or `accessor` in it. */
function hasDecorators(code: string, program: Program): boolean {
  if (!/@|\baccessor\b/.test(code)) return false;
  let found = false;
  walk(program, (node) => {
    found ||= node.type === 'Decorator' || node.type === 'AccessorProperty';
    return !found;
  });
  return found;
}

/** The names that are there after, and were not before. */
function added(before: TopLevelNames, after: TopLevelNames): Set<string> {
  const isNew = (name: string) => !before.variables.has(name) && !before.constants.has(name);
  return new Set([...after.variables, ...after.constants].filter(isNew));
}
