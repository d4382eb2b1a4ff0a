/**
 * Requests that notebook code works for, by the numbers under which it tells what it shows. What a
 * timer prints hours after its cell still finds its parent.
 */
import type { Incoming } from '../wire/frames.js';

/** What an output or a question needs of the request that it belongs to. */
export type Requester = Pick<Incoming, 'header' | 'identities' | 'subshell'>;

/** Whether two messages came from the same client. */
export function isSameClient(one: readonly Buffer[], other: readonly Buffer[]): boolean {
  return one.length === other.length && one.every((frame, i) => other[i]?.equals(frame));
}

/** How many comm messages that were handled are remembered, for what they show later. */
const MOST_HANDLED = 1000;

export class Requests {
  private readonly requesters = new Map<number, Requester>();
  private readonly silent = new Set<number>();
  private readonly handled: number[] = [];
  private next = 0;
  /** Of the latest request: mostly there is one client, and its identities need not be kept for every cell. */
  private identities: Requester['identities'] = [];

  /** @param isSilent whether nothing that it shows is published, also later */
  add({ header, identities, subshell }: Requester, isSilent = false): number {
    const id = this.next++;
    if (isSilent) this.silent.add(id);
    if (!isSameClient(identities, this.identities)) this.identities = identities;
    this.requesters.set(id, { header, identities: this.identities, subshell });
    return id;
  }

  get(id: number): Requester | undefined {
    return this.requesters.get(id);
  }

  isSilent(id: number): boolean {
    return this.silent.has(id);
  }

  /** A comm message was handled: unlike a cell, it is not remembered for ever. */
  forget(id: number): void {
    this.handled.push(id);
    const [oldest] = this.handled;
    if (this.handled.length <= MOST_HANDLED || oldest === undefined) return;
    this.handled.shift();
    this.requesters.delete(oldest);
  }
}
