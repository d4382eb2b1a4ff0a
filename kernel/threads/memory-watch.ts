/**
 * Looks at the kernel's memory from the sockets' thread, and ends the code that is about to use it up: V8 aborts the
 * process when its heap is full, the system kills it when the machine's memory is. Asking V8 costs main a moment, so it is
 * asked only when the process as a whole has grown near the limit.
 */
import { KERNEL_GLOBAL } from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import { MainSession } from './main-session.js';
import { anonymousMemory, processLimit, type Usage } from './memory.js';

/** The share of a limit from which on memory is short. */
const SHORT = 0.85;
/** The share that code may reach that begins when memory is short already: it may be there to free some. */
const VERY_SHORT = 0.97;
/** What it may take in any case, in bytes: to free something takes a little too. The heap has no more than its limit. */
const LITTLE = { process: 64 * 2 ** 20, heap: 0 };
/** What code may fill in a millisecond, in bytes, at most, about. */
const SPEED = 2 ** 22;
/** How often memory is looked at, in milliseconds: as soon as code could have filled it. */
const SOONEST = 5;
const LATEST = 1000;

export interface MemoryEvents {
  /** The process has grown to so many bytes, near a limit; 0 when it no longer is. */
  noted(resident: number): void;
  /** Memory is short, also after all garbage has been collected: the running code is to be ended. */
  exhausted(usage: Usage): Promise<void>;
}

export class MemoryWatch {
  /** Connected when memory is short for the first time. */
  private connected: MainSession | undefined;
  private readonly processLimit = processLimit();
  /** The share of a limit that was still in use when code was ended for it; 0 when there is room again. */
  private left = 0;
  private wasNear = false;

  /** @param heapLimit main's, in bytes */
  constructor(
    private readonly heapLimit: number,
    private readonly events: MemoryEvents,
  ) {
    this.lookIn(SOONEST);
  }

  disconnect(): void {
    this.connected?.disconnect();
  }

  /** It waits as long as it takes: the collection of a large heap takes its time. */
  private get session(): MainSession {
    this.connected ??= new MainSession(Number.POSITIVE_INFINITY);
    return this.connected;
  }

  /** To be called before a cell: what an earlier one filled, and was ended for, may be free again. */
  async takeStock(): Promise<void> {
    if (this.left > 0) this.note(await this.collected());
  }

  private lookIn(milliseconds: number): void {
    setTimeout(() => void this.look(), milliseconds).unref();
  }

  private async look(): Promise<void> {
    const usage = await this.usage();
    if (this.isShort(usage)) await this.afterCollection();
    this.lookIn(Math.max(SOONEST, Math.min(LATEST, this.room(usage) / SPEED)));
  }

  private async afterCollection(): Promise<void> {
    const usage = await this.collected();
    if (!this.isShort(usage)) return;
    await this.events.exhausted(usage);
    this.note(usage);
  }

  /** What is in use when all garbage has been collected. */
  private async collected(): Promise<Usage> {
    await this.session.post('Runtime.evaluate', {
      expression: `${KERNEL_GLOBAL}.collect()`,
      // A pause in here could never be left.
      disableBreaks: true,
    });
    return this.usage();
  }

  private note({ used, limit }: Usage): void {
    this.left = used > SHORT * limit ? used / limit : 0;
  }

  private isShort(usage: Usage): boolean {
    return this.room(usage) < 0;
  }

  private room({ kind, used, limit }: Usage): number {
    if (this.left === 0) return SHORT * limit - used;
    const share = Math.max(SHORT, Math.min(VERY_SHORT, (this.left + 1) / 2));
    return Math.max(share * limit, this.left * limit + LITTLE[kind]) - used;
  }

  /** That of the two limits which is nearer. */
  private async usage(): Promise<Usage> {
    const resident = process.memoryUsage.rss();
    const all: Usage = { kind: 'process', used: resident, limit: this.processLimit };
    const heap: Usage = { kind: 'heap', used: resident, limit: this.heapLimit };
    const isNear = Math.min(this.room(all), this.room(heap)) < 0;
    if (isNear || this.wasNear) this.events.noted(isNear ? resident : 0);
    this.wasNear = isNear;
    if (!isNear) return this.nearer(all, heap);
    const answer = await this.session.post('Runtime.getHeapUsage');
    return this.nearer(
      { ...all, used: anonymousMemory() },
      { ...heap, used: isRecord(answer) ? Number(answer.usedSize) : 0 },
    );
  }

  private nearer(one: Usage, other: Usage): Usage {
    return this.room(one) < this.room(other) ? one : other;
  }
}
