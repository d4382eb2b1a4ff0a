/**
 * CommonJS files that changed on disk since they were loaded. Node keeps them by their path, which no query of a URL
 * changes, so it has to forget them, and all that require them.
 */
import { statSync } from 'node:fs';
import path from 'node:path';

/** Installed packages don't change under a running notebook. */
const PACKAGES = `${path.sep}node_modules${path.sep}`;

export class ChangedCommonJs {
  /** When each file was last written, as it was loaded. */
  private readonly written = new Map<string, number>();

  /** @param cache Node's modules, by path */
  constructor(private readonly cache: NodeJS.Dict<NodeJS.Module>) {}

  /** To be called after an import: what it has loaded. */
  note(): void {
    for (const file of Object.keys(this.cache)) {
      if (!this.written.has(file) && !file.includes(PACKAGES)) {
        this.written.set(file, writtenAt(file));
      }
    }
  }

  /** To be called before an import: has Node forget what changed, and gives the files that it forgot. */
  forget(): string[] {
    const changed = [...this.written].filter(([file, written]) => writtenAt(file) !== written);
    const forgotten = new Set(changed.map(([file]) => file));
    // A set also walks through what is added to it meanwhile.
    for (const file of forgotten) {
      for (const parent of this.parentsOf(file)) forgotten.add(parent);
      this.written.delete(file);
    }
    for (const file of forgotten) delete this.cache[file];
    return [...forgotten];
  }

  private parentsOf(file: string): string[] {
    // What Node keeps of JSON that was imported with an attribute has no children.
    const requires = (one: string) => this.cache[one]?.children?.some(({ id }) => id === file);
    return Object.keys(this.cache).filter(requires);
  }
}

function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
