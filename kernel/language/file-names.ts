/**
 * The names of files for a path that is being written in a string. Those that may be imported are
 * TypeScript's to know.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Completions } from '../requests/interpreter.js';

/** How many names are offered at most. */
const MOST = 500;

/**
 * @param text what stands between the quote and the cursor
 * @param cursor where the names are put in, in UTF-16 units
 */
export async function fileNames(text: string, cursor: number): Promise<Completions> {
  const begun = /[^/]*$/.exec(text)?.[0] ?? '';
  const folder = path.resolve(text.slice(0, text.length - begun.length));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const items = entries
    .filter(({ name }) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.')))
    .slice(0, MOST)
    .map((entry) =>
      entry.isDirectory()
        ? { text: `${entry.name}/`, type: 'folder' }
        : { text: entry.name, type: 'file' },
    );
  return { items, start: cursor - begun.length, end: cursor };
}
