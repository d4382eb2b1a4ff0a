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
  try {
    return getTsconfig(folder, 'tsconfig.json', cache);
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

/** The functions that pragmas name, wherever they stand: the compiler sees those alone that come first. */
function pragmas(source: string): Pick<JsxOptions, 'pragma' | 'pragmaFrag'> {
  const [, pragma] = /@jsx\s+([\w$.]+)/.exec(source) ?? [];
  const [, pragmaFrag] = /@jsxFrag\s+([\w$.]+)/.exec(source) ?? [];
  return { ...(pragma ? { pragma } : {}), ...(pragmaFrag ? { pragmaFrag } : {}) };
}

/** What JSX in a file becomes; a pragma in its text says more than the tsconfig. */
export function jsxOptions(source: string, folder: string): JsxOptions {
  if (/@jsx\s/.test(source) && !/@jsxRuntime\s+automatic/.test(source)) {
    return { runtime: 'classic', ...pragmas(source) };
  }
  const options = tsconfigOf(folder)?.config.compilerOptions ?? {};
  if (options.jsx !== 'react') {
    const { jsxImportSource: importSource } = options;
    return { runtime: 'automatic', ...(importSource ? { importSource } : {}) };
  }
  const { jsxFactory: pragma, jsxFragmentFactory: pragmaFrag } = options;
  return {
    runtime: 'classic',
    ...(pragma ? { pragma } : {}),
    ...(pragmaFrag ? { pragmaFrag } : {}),
  };
}
