/** The variables that cells have declared, as V8 knows them: its lexical names of the global scope. */
import { Session } from 'node:inspector';
import vm from 'node:vm';
import { KERNEL_GLOBAL } from '../link/messages.js';
import type { Variables } from './magic.js';

/** What the names begin with that compiling has put in. */
const HIDDEN = `${KERNEL_GLOBAL}_`;

export class CellVariables implements Variables {
  /** Names that `%reset` emptied: V8 cannot take a declaration back. */
  private readonly emptied = new Set<string>();

  names(): string[] {
    return this.declared().filter((name) => {
      if (!this.emptied.has(name)) return true;
      if (this.read(name) === undefined) return false;
      this.emptied.delete(name);
      return true;
    });
  }

  has(name: string): boolean {
    return name in globalThis || this.declared().includes(name);
  }

  /** Whether a cell's variable has a value. */
  holds(name: string): boolean {
    return this.declared().includes(name) && this.read(name) !== undefined;
  }

  read(name: string): unknown {
    try {
      return vm.runInThisContext(name);
    } catch {
      return undefined;
    }
  }

  reset(): void {
    for (const name of this.declared()) {
      this.emptied.add(name);
      try {
        vm.runInThisContext(`${name} = undefined`);
      } catch {
        // A declaration that its cell never got to has no value.
      }
    }
  }

  private declared(): string[] {
    let names: string[] = [];
    // Connected for the moment only: Node waits at its end for a session that is open.
    const session = new Session();
    session.connect();
    session.post('Runtime.globalLexicalScopeNames', (_error, found) => {
      names = found?.names ?? [];
    });
    session.disconnect();
    const own = names.filter((name) => !name.startsWith(HIDDEN));
    return [...new Set(own)].toSorted();
  }
}
