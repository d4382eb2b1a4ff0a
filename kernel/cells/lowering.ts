/**
 * What oxc does not lower: standard decorators and `accessor`, which it knows only in their legacy form
 * (TypeScript's `experimentalDecorators`), and namespaces that export variables. esbuild does it, and is
 * loaded and run only for a text that has them.
 *
 * https://github.com/tc39/proposal-decorators
 */
import { createRequire, type SourceMapPayload } from 'node:module';
import type { TransformFailure, TransformOptions, transformSync } from 'esbuild';
import type { Program } from 'oxc-parser';
import type { Position } from './position.js';
import { walk } from './syntax.js';

const require = createRequire(import.meta.url);

/** A map of source, without what Node does not ask for. */
export type SourceMapText = Pick<SourceMapPayload, 'version' | 'sources' | 'names' | 'mappings'>;

/** JavaScript, and the map back to the text that it comes of. */
export interface Mapped {
  readonly code: string;
  readonly map: SourceMapText;
}

export type Lowered =
  | ({ readonly status: 'ok' } & Mapped)
  /** Decorators where none may stand, such as on a parameter; the place is one of the text given. */
  | { readonly status: 'invalid'; readonly message: string; readonly position: Position };

/** Whether JavaScript has decorators or `accessor` in it. */
export function hasDecorators(code: string, program: Program): boolean {
  if (!/@|\baccessor\b/.test(code)) return false;
  let found = false;
  walk(program, (node) => {
    found ||= node.type === 'Decorator' || node.type === 'AccessorProperty';
    return !found;
  });
  return found;
}

/** JavaScript without decorators and `accessor`. What it needs for them are further top-level names. */
export function lowerDecorators({ code, map }: Mapped): Lowered {
  const inline = Buffer.from(JSON.stringify(map)).toString('base64');
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
  return lower(source, { loader: 'js', keepNames: true });
}

/** JavaScript of TypeScript whose namespaces oxc refuses. @param decorator as oxc's option */
export function lowerNamespaces(
  code: string,
  loader: 'ts' | 'tsx',
  decorator: { readonly legacy?: boolean },
): Lowered {
  const experimentalDecorators = decorator.legacy === true;
  // An import that this cell does not use may be one for a later cell.
  const compilerOptions = { verbatimModuleSyntax: true, experimentalDecorators };
  return lower(code, { loader, tsconfigRaw: { compilerOptions } });
}

function lower(source: string, options: TransformOptions): Lowered {
  // In memory like oxc, but a process of its own for each text: some milliseconds.
  const esbuild: { transformSync: typeof transformSync } = require('esbuild');
  try {
    const lowered = esbuild.transformSync(source, {
      target: 'es2022',
      sourcemap: 'external',
      logLevel: 'silent',
      ...options,
    });
    return { status: 'ok', code: lowered.code, map: JSON.parse(lowered.map) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    const [first] = error.errors;
    const { line = 1, column = 0 } = first?.location ?? {};
    const position = { line, column: column + 1 };
    return { status: 'invalid', message: messageOf(first?.text ?? error.message), position };
  }
}

function messageOf(text: string): string {
  return text.startsWith('Parameter decorators')
    ? 'Parameters have decorators only with "experimentalDecorators": true in the tsconfig.json.'
    : text;
}

function isFailure(thrown: unknown): thrown is TransformFailure {
  return thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors);
}
