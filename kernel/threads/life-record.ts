/**
 * A file beside the connection file that is there as long as the kernel lives, and says what it does. A kernel that is
 * killed, or crashes in native code, can tell nobody; Jupyter then starts another one with the same connection file, which
 * finds the record and says at its first cell how the one before was lost.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../wire/json.js';
import { debug } from '../wire/log.js';
import { megabytes, raised } from './memory.js';

/** What is written fills so many bytes: a shorter state must cover a longer one. */
const LENGTH = 128;

export class LifeRecord {
  /** How the kernel before was lost; undefined where it ended in order, or there was none. */
  readonly loss: string | undefined;
  private readonly file: string;
  private descriptor: number | undefined;
  private readonly oomKills = oomKills();
  private cell: number | null = null;
  private resident = 0;

  /** @param heapLimit main's, in bytes */
  constructor(connectionFile: string, heapLimit: number) {
    // Hidden, or `jupyter console --existing` would take it for a connection file.
    this.file = path.join(path.dirname(connectionFile), `.${path.basename(connectionFile)}.alive`);
    this.loss = lossIn(this.file, heapLimit, this.oomKills);
    try {
      this.descriptor = openSync(this.file, 'w', 0o600);
    } catch (error) {
      debug('wire', () => `there is no record: ${error}`);
    }
    this.write();
  }

  cellBegan(count: number): void {
    this.cell = count;
    this.write();
  }

  cellEnded(): void {
    this.cell = null;
    this.write();
  }

  /** The process has grown to so many bytes, near a limit; 0 when it no longer is. */
  grew(resident: number): void {
    this.resident = resident;
    this.write();
  }

  /** The kernel ends in order. */
  close(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    this.descriptor = undefined;
    rmSync(this.file, { force: true });
  }

  private write(): void {
    if (this.descriptor === undefined) return;
    const { cell, resident, oomKills } = this;
    const state = JSON.stringify({ cell, resident, oomKills });
    try {
      writeSync(this.descriptor, state.padEnd(LENGTH), 0);
    } catch (error) {
      debug('wire', () => `the record was not written: ${error}`);
    }
  }
}

function lossIn(file: string, heapLimit: number, oomKillsNow: number): string | undefined {
  let state: unknown;
  try {
    state = JSON.parse(readFileSync(file, 'latin1'));
  } catch {
    return undefined;
  }
  if (!isRecord(state)) return undefined;
  const { cell, resident, oomKills } = state;
  const during = typeof cell === 'number' ? `while cell ${cell} ran` : 'while no cell ran';
  const size = Number(resident);
  let why = 'It was killed, or crashed in native code; the log of Jupyter may say more.';
  if (oomKillsNow > Number(oomKills)) {
    why = 'The system killed it, or a process beside it, since memory was used up.';
  } else if (size > 0) {
    why =
      `It had grown to ${megabytes(size)} MB, and the limit of JavaScript's heap is ${megabytes(heapLimit)} MB: ` +
      `most likely that was full. To raise it: ${raised(heapLimit)}.`;
  }
  return `The kernel before this one was lost ${during}, and its variables with it. ${why}`;
}

/** How often the system has killed a process of this container or session for its memory. */
function oomKills(): number {
  try {
    const [, group = ''] = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'latin1')) ?? [];
    const events = readFileSync(path.join('/sys/fs/cgroup', group, 'memory.events'), 'latin1');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
  } catch {
    // Another system, or another layout of it.
    return 0;
  }
}
