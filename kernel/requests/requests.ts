/**
 * Requests that notebook code works for, by the numbers under which it tells what it shows. What a
 * timer prints hours after its cell still finds its parent.
 */
import type { Incoming } from '../wire/frames.js';

/** What an output or a question needs of the request that it belongs to. */
export type Requester = Pick<Incoming, 'header' | 'identities'>;

/** How many comm messages that were handled are remembered, for what they show later. */
const MOST_HANDLED = 1000;

export class Requests {
  private readonly requesters = new Map<number, Requester>();
  private readonly handled: number[] = [];
  private next = 0;
  /** Of the latest request: mostly there is one client, and its identities need not be kept for every cell. */
  private identities: Requester['identities'] = [];

  add({ header, identities }: Requester): number {
    const id = this.next++;
    const isSame =
      identities.length === this.identities.length &&
      identities.every((frame, i) => this.identities[i]?.equals(frame));
    if (!isSame) this.identities = identities;
    this.requesters.set(id, { header, identities: this.identities });
    return id;
  }

  get(id: number): Requester | undefined {
    return this.requesters.get(id);
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
