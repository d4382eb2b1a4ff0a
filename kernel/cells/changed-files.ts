/**
 * Files that changed on disk since they were loaded. Node keeps a module for ever under its URL, so
 * a changed file, and each that imports it, gets a new one: `lib.ts?loaded=2`. Files that did not
 * change keep theirs, and with it their state.
 */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Loaded {
  /** When the file was last written, as it was loaded. */
  written: number;
  /** How many times it has been loaded. */
  times: number;
  /** Whether it, or what imports it, has been imported without an error. */
  isThere: boolean;
  /** What it imports, and which time of each it got. */
  readonly imports: Map<string, number>;
}

export class ChangedFiles {
  /** By the URL without a query. */
  private readonly files = new Map<string, Loaded>();

  /** The URL to load a file by. `importer` is the file that imports it, if it is one of ours. */
  urlOf(url: string, importer: string | undefined): string {
    if (!this.isOurs(url)) return url;
    const file = plain(url);
    const loaded = this.files.get(file) ?? {
      written: writtenAt(file),
      times: 1,
      isThere: false,
      imports: new Map(),
    };
    this.files.set(file, loaded);
    if (importer !== undefined) {
      this.files.get(plain(importer))?.imports.set(file, loaded.times);
    }
    return loaded.times > 1 ? again(url, loaded.times) : url;
  }

  /** A file is to be loaded anew though it may not have changed itself. */
  expire(url: string): void {
    const loaded = this.files.get(url);
    if (loaded) loaded.times += 1;
  }

  /** An import of a file has gone well: it and what it imports stay as they are. */
  keep(url: string | undefined): void {
    this.visit(url, (loaded) => {
      loaded.isThere = true;
    });
  }

  /** An import of a file has failed: what has not gone well before is to be loaded anew, though nothing changed. */
  expireFailed(url: string | undefined): void {
    this.visit(url, (loaded) => {
      if (loaded.isThere) return;
      loaded.times += 1;
      loaded.imports.clear();
    });
  }

  /** A file and all that it imports, these first. */
  private visit(
    url: string | undefined,
    what: (loaded: Loaded, file: string) => void,
    seen = new Set<string>(),
  ): void {
    if (url === undefined) return;
    const file = plain(url);
    const loaded = this.files.get(file);
    // Files may import each other in a circle.
    if (!loaded || seen.has(file)) return;
    seen.add(file);
    for (const imported of loaded.imports.keys()) this.visit(imported, what, seen);
    what(loaded, file);
  }

  /** Looks whether a file, or one that it imports, changed, and gives those that did. */
  renew(url: string): string[] {
    const changed: string[] = [];
    this.visit(url, (loaded, file) => {
      const written = writtenAt(file);
      const isChanged = written !== loaded.written;
      if (isChanged) changed.push(file);
      const isOld = ([imported, times]: [string, number]) =>
        this.files.get(imported)?.times !== times;
      if (!isChanged && ![...loaded.imports].some(isOld)) return;
      loaded.written = written;
      loaded.times += 1;
      loaded.isThere = false;
      loaded.imports.clear();
    });
    return changed;
  }

  /** Installed packages don't change under a running notebook. */
  private isOurs(url: string): boolean {
    return url.startsWith('file:') && !url.includes('/node_modules/');
  }
}

/** An import's own query and hash stay: by them it may ask for an instance of its own. */
function again(url: string, times: number): string {
  const [, file, query = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  return `${file}${query ? `${query}&` : '?'}loaded=${times}${hash}`;
}

/** The URL of a file without its query and its hash. */
export function plain(url: string): string {
  return url.split(/[?#]/)[0] ?? url;
}

function writtenAt(url: string): number {
  try {
    return statSync(fileURLToPath(url)).mtimeMs;
  } catch {
    return 0;
  }
}
