/**
 * The files that cells import, the packages that were not there, and the options of the notebook's folder: the server
 * does not watch the disk, so they are looked at again when a cell imports something.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readTsconfig } from '../cells/tsconfig.js';

const RELATIVE = /^\.{1,2}\//;
/** Relative imports of a file; what looks like one and is none does no harm. */
const IMPORT = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.d.ts', '/index.ts'];

export class ImportedFiles {
  private readonly changedAt = new Map<string, number>();
  private readonly missing = new Set<string>();
  /** The options, as text. */
  private options: string;

  /** `folder` is the notebook's. */
  constructor(private readonly folder: string) {
    this.options = this.readOptions();
  }

  /**
   * Looks at what a cell imports, and at what that imports, for changes since it last did.
   * @returns the files that changed, and whether the server must begin anew: it remembers for ever what it has not found
   */
  look(imports: readonly string[]): { changed: string[]; isOutdated: boolean } {
    const changed: string[] = [];
    const seen = new Set<string>();
    const before = this.options;
    if (imports.length > 0) this.options = this.readOptions();
    let isOutdated = this.options !== before;
    for (const specifier of imports) {
      if (RELATIVE.test(specifier)) this.lookAt(path.join(this.folder, specifier), changed, seen);
      else isOutdated = this.lookForPackage(specifier) || isOutdated;
    }
    return { changed, isOutdated };
  }

  private readOptions(): string {
    return JSON.stringify(readTsconfig(this.folder));
  }

  private lookAt(unresolved: string, changed: string[], seen: Set<string>): void {
    const file = findFile(unresolved);
    if (!file || seen.has(file)) return;
    seen.add(file);
    const before = this.changedAt.get(file);
    const now = statSync(file).mtimeMs;
    this.changedAt.set(file, now);
    if (before !== undefined && before !== now) changed.push(file);
    if (!/\.[cm]?tsx?$/.test(file)) return;
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      this.lookAt(path.join(path.dirname(file), specifier), changed, seen);
    }
  }

  /** Whether a package that was missing has come. */
  private lookForPackage(specifier: string): boolean {
    const parts = specifier.split('/');
    const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    const isThere = existsSync(path.join(this.folder, 'node_modules', name));
    const wasMissing = this.missing.has(name);
    if (isThere) this.missing.delete(name);
    else this.missing.add(name);
    return isThere && wasMissing;
  }
}

/** The file that an import without its ending, or with that of the JavaScript, means. */
function findFile(unresolved: string): string | undefined {
  const typescript = unresolved.replace(/\.([cm]?)js$/, '.$1ts');
  const candidates = [...ENDINGS.map((ending) => unresolved + ending), typescript];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
