/** The variables that cells have declared, as V8 knows them: its lexical names of the global scope. */
import { Session } from 'node:inspector';
import vm from 'node:vm';
import { KERNEL_GLOBAL } from '../link/messages.js';
import { ownName, writtenName } from '../text/own-names.js';
import type { Variables } from './magic.js';

/** What the names begin with that compiling has put in. */
const HIDDEN = `${KERNEL_GLOBAL}_`;

export class CellVariables implements Variables {
  /** Names that `%reset` emptied: V8 cannot take a declaration back. */
  private readonly emptied = new Set<string>();
  /** The globals' names that cells have declared for themselves, as they are written. */
  private readonly hidden = new Set<string>();

  /** What the latest cell that says something of JSX says. */
  jsx = '';

  /** Takes the globals' names that a cell hides, and what it says of JSX, if it does. */
  note(hidden: readonly string[], jsx: string): void {
    for (const name of hidden) this.hidden.add(name);
    if (jsx) this.jsx = jsx;
  }

  /** Takes back those that have got no value: their cell has failed. */
  reveal(hidden: readonly string[]): void {
    for (const name of hidden) if (!this.holds(ownName(name))) this.hidden.delete(name);
  }

  get hidesAny(): boolean {
    return this.hidden.size > 0;
  }

  hides(name: string): boolean {
    return this.hidden.has(name);
  }

  /** As they are written. */
  names(): string[] {
    const names = this.declared().filter((name) => {
      if (!this.emptied.has(name)) return true;
      if (this.valueOf(name) === undefined) return false;
      this.emptied.delete(name);
      return true;
    });
    return [...new Set(names.map(writtenName))];
  }

  has(name: string): boolean {
    return name in globalThis || this.declared().includes(name);
  }

  /** Whether a cell's variable has a value. */
  holds(name: string): boolean {
    return this.declared().includes(name) && this.valueOf(name) !== undefined;
  }

  read(name: string): unknown {
    return this.valueOf(this.hides(name) ? ownName(name) : name);
  }

  private valueOf(name: string): unknown {
    try {
      return vm.runInThisContext(name);
    } catch {
      return undefined;
    }
  }

  reset(): void {
    this.hidden.clear();
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
