/**
 * What the `tsconfig.json` above a file says of running it: where its `paths` lead, what JSX
 * becomes, and what decorators mean. A file that can't be read says nothing: TypeScript's own complaint is the better one.
 */
import { createPathsMatcher, getTsconfig, type TsConfigResult } from 'get-tsconfig';
import type { DecoratorOptions, JsxOptions } from 'oxc-transform';

/** How long what was read counts, in milliseconds: the person may edit the file while the kernel runs. */
const FRESH = 500;

const cache = new Map<string, unknown>();
let readAt = Number.NEGATIVE_INFINITY;

function tsconfigOf(folder: string): TsConfigResult | null {
  const now = performance.now();
  if (now - readAt > FRESH) {
    cache.clear();
    readAt = now;
  }
  return read(folder, cache);
}

/** The file, and what it and those that it extends say of compiling, as they are on disk now; null where there is none. */
export function readTsconfig(folder: string): Tsconfig | null {
  const found = read(folder, new Map());
  return found && { file: found.path, options: found.config.compilerOptions ?? {} };
}

export interface Tsconfig {
  readonly file: string;
  readonly options: object;
}

function read(folder: string, known: Map<string, unknown>): TsConfigResult | null {
  try {
    return getTsconfig(folder, 'tsconfig.json', known);
  } catch {
    return null;
  }
}

/** The files that `paths` may mean by a specifier, in their order; none where it says nothing. */
export function pathCandidates(specifier: string, folder: string): string[] {
  const tsconfig = tsconfigOf(folder);
  return (tsconfig && createPathsMatcher(tsconfig)?.(specifier)) ?? [];
}

/** Decorators are the standard's, unless `experimentalDecorators` asks for TypeScript's older ones. */
export function decoratorOptions(folder: string): DecoratorOptions {
  const options = tsconfigOf(folder)?.config.compilerOptions ?? {};
  const { experimentalDecorators: legacy = false, emitDecoratorMetadata = false } = options;
  return { legacy, emitDecoratorMetadata };
}

/** What JSX becomes; its pragmas, wherever they stand in the text, say more than the tsconfig. */
export function jsxOptions(pragmas: string, folder: string): JsxOptions {
  const said = (name: string) => new RegExp(`@${name}\\s+(\\S+)`).exec(pragmas)?.[1];
  const factory = said('jsx');
  if (factory !== undefined && said('jsxRuntime') !== 'automatic') {
    const fragment = said('jsxFrag');
    return { runtime: 'classic', pragma: factory, ...(fragment ? { pragmaFrag: fragment } : {}) };
  }
  const options = tsconfigOf(folder)?.config.compilerOptions ?? {};
  const from = said('jsxImportSource');
  if (options.jsx !== 'react' || from !== undefined) {
    const importSource = from ?? options.jsxImportSource;
    return { runtime: 'automatic', ...(importSource ? { importSource } : {}) };
  }
  const { jsxFactory: pragma, jsxFragmentFactory: pragmaFrag } = options;
  return {
    runtime: 'classic',
    ...(pragma ? { pragma } : {}),
    ...(pragmaFrag ? { pragmaFrag } : {}),
  };
}
