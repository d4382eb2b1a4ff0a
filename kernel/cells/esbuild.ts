/**
 * esbuild, for the syntax that oxc leaves in or refuses. It is a program that is started for each
 * text, some milliseconds, so it is loaded and run only where it is needed.
 */
import { createRequire, type SourceMapPayload } from 'node:module';
import type { TransformFailure, TransformOptions, transformSync } from 'esbuild';
import type { Position } from './position.js';

/** A map of source, without what Node does not ask for. */
export type SourceMapText = Pick<SourceMapPayload, 'version' | 'sources' | 'names' | 'mappings'>;

/** JavaScript, and the map back to the text that it comes of. */
export interface Mapped {
  readonly code: string;
  readonly map: SourceMapText;
}

export type Lowered =
  | ({ readonly status: 'ok' } & Mapped)
  /** The place is one of the text that esbuild was given. */
  | { readonly status: 'invalid'; readonly message: string; readonly position: Position };

const require = createRequire(import.meta.url);

/** Transforms a text; `before` is the map that leads from it to an earlier one. */
export function transformByEsbuild(
  text: string,
  options: TransformOptions,
  before?: SourceMapText,
): Lowered {
  const esbuild: { transformSync: typeof transformSync } = require('esbuild');
  const inline = before && Buffer.from(JSON.stringify(before)).toString('base64');
  const source = inline
    ? `${text}\n//# sourceMappingURL=data:application/json;base64,${inline}`
    : text;
  try {
    const { code, map } = esbuild.transformSync(source, {
      sourcemap: 'external',
      logLevel: 'silent',
      ...options,
    });
    return { status: 'ok', code, map: JSON.parse(String(map)) };
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
