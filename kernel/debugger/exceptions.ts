/**
 * Which exceptions stop the code.
 *
 * V8 takes what a cell throws for caught, since its evaluation gives a promise. So all exceptions
 * pause, and here it is looked at whether a `try` around one of the frames catches it. What only a
 * `.catch()` takes counts as uncaught. What hidden code catches that a cell has called, such as Node's own,
 * is none of the person's.
 */
import type { Debugger, Runtime } from 'node:inspector';
import { isRecord } from '../wire/json.js';
import type { IsInTry } from './enclosing-try.js';
import type { Inspector } from './inspector.js';
import { previewed } from './previews.js';
import { textOfRemote } from './remote-value.js';

export const EXCEPTION_FILTERS = [
  {
    filter: 'caught',
    label: 'Caught Exceptions',
    description: 'Stops where an exception is thrown that a try statement catches.',
    default: false,
  },
  {
    filter: 'uncaught',
    label: 'Uncaught Exceptions',
    description: 'Stops where an exception is thrown that ends the cell, the timer or the promise.',
    default: false,
  },
] as const;

/** How many awaiting callers of a frame are looked at. */
const ASYNC_DEPTH = 16;

type Paused = Debugger.PausedEventDataType;

export class Exceptions {
  private filters: ReadonlySet<string> = new Set();
  /** The tries of scripts, by V8's names of them. */
  private readonly tries = new Map<string, Promise<IsInTry>>();

  constructor(
    private readonly inspector: Inspector,
    private readonly isVisible: (scriptId: string) => boolean,
  ) {}

  /** Whether any exceptions stop the code. */
  get areOn(): boolean {
    return EXCEPTION_FILTERS.some(({ filter }) => this.filters.has(filter));
  }

  async set(filters: readonly string[]): Promise<void> {
    this.filters = new Set(filters);
    this.tries.clear();
    const maxDepth = this.areOn ? ASYNC_DEPTH : 0;
    await this.inspector.command('Debugger.setAsyncCallStackDepth', { maxDepth });
    const state = this.areOn ? 'all' : 'none';
    await this.inspector.command('Debugger.setPauseOnExceptions', { state });
  }

  /** Whether a pause is at an exception that is to stop the code. */
  async stops(paused: Paused): Promise<boolean> {
    const { data } = paused;
    // The kernel's own, at an await of a cell that was interrupted.
    if (isRecord(data) && data.className === 'Interrupted') return false;
    if (await this.isCaughtWhereHidden(paused)) return false;
    return this.filters.has((await this.isCaught(paused)) ? 'caught' : 'uncaught');
  }

  /** Whether what is thrown at the first of these places, which the others have called, is to stop the code. */
  async stopsAt(places: readonly Debugger.Location[]): Promise<boolean> {
    return this.filters.has((await this.isInAnyTry(places)) ? 'caught' : 'uncaught');
  }

  /** Whether hidden code on top of the person's catches what it has thrown. */
  private async isCaughtWhereHidden({ callFrames }: Paused): Promise<boolean> {
    for (const { location } of callFrames) {
      if (this.isVisible(location.scriptId)) return false;
      if (await this.isInTry(location)) return true;
    }
    return false;
  }

  private async isCaught({ reason, data, callFrames, asyncStackTrace }: Paused): Promise<boolean> {
    if (reason === 'exception') return isRecord(data) && data.uncaught !== true;
    const places: Debugger.Location[] = callFrames.map(({ location }) => location);
    for (let at: Runtime.StackTrace | undefined = asyncStackTrace; at; at = at.parent) {
      places.push(...at.callFrames);
    }
    return this.isInAnyTry(places);
  }

  private async isInAnyTry(places: readonly Debugger.Location[]): Promise<boolean> {
    for (const place of places) {
      if (this.isVisible(place.scriptId) && (await this.isInTry(place))) return true;
    }
    return false;
  }

  private async isInTry({ scriptId, lineNumber, columnNumber = 0 }: Debugger.Location) {
    const tries = this.tries.get(scriptId) ?? this.readTries(scriptId);
    this.tries.set(scriptId, tries);
    return (await tries)({ lineNumber, columnNumber });
  }

  private async readTries(scriptId: string): Promise<IsInTry> {
    // The thread of the sockets loads a parser only when it is needed.
    const { triesOf } = await import('./enclosing-try.js');
    const source = await this.inspector.command('Debugger.getScriptSource', { scriptId });
    return triesOf(source.scriptSource);
  }
}

/** What the person reads of an exception, in one line: its name and message, or what else was thrown. */
export async function exceptionText(inspector: Inspector, { data }: Paused): Promise<string> {
  if (!isRemote(data)) return 'undefined';
  if (data.type === 'string') return String(data.value).split('\n', 1)[0] ?? '';
  return textOfRemote(await previewed(inspector, data));
}

/** V8 says of an exception what it says of any value. */
export function isRemote(data: unknown): data is Runtime.RemoteObject {
  return isRecord(data) && typeof data.type === 'string';
}
