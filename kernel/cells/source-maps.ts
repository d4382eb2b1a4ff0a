/** Looking places up in maps of source. */
import { SourceMap } from 'node:module';
import type { SourceMapText } from './esbuild.js';
import type { Position } from './position.js';

/** All that is needed of a map of one text. */
export type Mappings = Pick<SourceMapText, 'mappings'>;

/** Where a place stands in the text that was mapped; undefined for what a compiler has put in. */
export function lookUp(
  { mappings }: Mappings,
  position: Position | undefined,
): Position | undefined {
  if (!position) return undefined;
  const rest = { version: 3, file: '', sources: [''], names: [], sourcesContent: [] };
  const payload = { ...rest, sourceRoot: '', mappings };
  const entry = new SourceMap(payload).findEntry(position.line - 1, position.column - 1);
  if (!('originalLine' in entry)) return undefined;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
