/**
 * Which exceptions stop the code.
 *
 * V8 takes what a cell throws for caught, since its evaluation gives a promise. So all exceptions
 * pause, and here it is looked at whether a `try` around one of the frames catches it. What only a
 * `.catch()` takes counts as uncaught.
 */
import type { Debugger, Runtime } from 'node:inspector';
import { isRecord } from '../wire/json.js';
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

  constructor(
    private readonly inspector: Inspector,
    private readonly isVisible: (scriptId: string) => boolean,
  ) {}

  async set(filters: readonly string[]): Promise<void> {
    this.filters = new Set(filters);
    const isOn = EXCEPTION_FILTERS.some(({ filter }) => this.filters.has(filter));
    const maxDepth = isOn ? ASYNC_DEPTH : 0;
    await this.inspector.command('Debugger.setAsyncCallStackDepth', { maxDepth });
    const state = isOn ? 'all' : 'none';
    await this.inspector.command('Debugger.setPauseOnExceptions', { state });
  }

  /** Whether a pause is at an exception that is to stop the code. */
  async stops(paused: Paused): Promise<boolean> {
    const { data } = paused;
    // The kernel's own, at an await of a cell that was interrupted.
    if (isRecord(data) && data.className === 'Interrupted') return false;
    return this.filters.has((await this.isCaught(paused)) ? 'caught' : 'uncaught');
  }

  private async isCaught({ reason, data, callFrames, asyncStackTrace }: Paused): Promise<boolean> {
    if (reason === 'exception') return isRecord(data) && data.uncaught !== true;
    const places: Debugger.Location[] = callFrames.map(({ location }) => location);
    for (let at: Runtime.StackTrace | undefined = asyncStackTrace; at; at = at.parent) {
      places.push(...at.callFrames);
    }
    // The thread of the sockets loads a parser only when it is needed.
    const { isInTry } = await import('./enclosing-try.js');
    for (const { scriptId, lineNumber, columnNumber = 0 } of places) {
      if (!this.isVisible(scriptId)) continue;
      const source = await this.inspector.command('Debugger.getScriptSource', { scriptId });
      if (isInTry(source.scriptSource, { lineNumber, columnNumber })) return true;
    }
    return false;
  }
}

/** What the person reads of an exception, in one line: its name and message, or what else was thrown. */
export async function exceptionText(inspector: Inspector, { data }: Paused): Promise<string> {
  if (!isRemote(data)) return 'undefined';
  if (data.type === 'string') return String(data.value).split('\n', 1)[0] ?? '';
  return textOfRemote(await previewed(inspector, data));
}

/** V8 says of an exception what it says of any value. */
function isRemote(data: unknown): data is Runtime.RemoteObject {
  return isRecord(data) && typeof data.type === 'string';
}
