/**
 * The parent shell and its subshells (JEP 91): each has a queue of cells. There is one main thread
 * of JavaScript, so that a cell of one shell runs while those of the others await.
 *
 * https://jupyter.org/enhancement-proposals/91-kernel-subshells/kernel-subshells.html
 */
import { randomUUID } from 'node:crypto';
import { CellQueue, type Received } from './cell-queue.js';

/** A request names a subshell that was never made, or was deleted. */
export class SubshellNotFound extends Error {
  override name = 'SubshellNotFound';
  constructor(readonly subshell: string) {
    super(`There is no subshell '${subshell}'. create_subshell_request makes one.`);
  }
}

export class Shells {
  private readonly parent: CellQueue;
  private readonly subshells = new Map<string, CellQueue>();

  /** @param run answers one `execute_request` */
  constructor(private readonly run: (cell: Received) => Promise<void>) {
    this.parent = new CellQueue(run);
  }

  /** The ids of the subshells. */
  get ids(): string[] {
    return [...this.subshells.keys()];
  }

  create(): string {
    const id = randomUUID();
    this.subshells.set(id, new CellQueue(this.run));
    return id;
  }

  /** The queue of a subshell, or of the parent shell without an id; undefined for unknown ones. */
  queueOf(id: string | undefined): CellQueue | undefined {
    return id === undefined ? this.parent : this.subshells.get(id);
  }

  /** @throws SubshellNotFound */
  check(id: string | undefined): void {
    if (id !== undefined && !this.subshells.has(id)) throw new SubshellNotFound(id);
  }

  /**
   * Ends a subshell: its running cell runs on to its end, those behind it are given back.
   * @throws SubshellNotFound
   */
  delete(id: string): Promise<Received[]> {
    this.check(id);
    const waiting = this.takeWaiting(id);
    this.subshells.delete(id);
    return waiting;
  }

  /** Begins no further cell anywhere, and gives those that wait. */
  stop(): Received[] {
    return this.all.flatMap((queue) => queue.stop());
  }

  /** Settled when all that runs has ended, once this was stopped. */
  async over(): Promise<void> {
    await Promise.all(this.all.map((queue) => queue.over()));
  }

  private get all(): CellQueue[] {
    return [this.parent, ...this.subshells.values()];
  }

  /** Takes the cells that wait in a shell; none are left of one that was deleted. */
  async takeWaiting(id: string | undefined): Promise<Received[]> {
    return this.queueOf(id)?.takeAll() ?? [];
  }
}
