/** Cells that came and are not handed over to main yet: one that is interrupted then never begins. */

export class Arrival {
  isInterrupted = false;
  private resolve: () => void = () => {};
  readonly over = new Promise<void>((resolve) => {
    this.resolve = resolve;
  });
  private stop: () => void = () => {};
  private readonly interrupted = new Promise<undefined>((resolve) => {
    this.stop = () => resolve(undefined);
  });

  constructor(private readonly arrivals: Set<Arrival>) {
    arrivals.add(this);
  }

  /** What a promise gives, or undefined where the cell is interrupted before. */
  orInterrupted<T>(promise: Promise<T>): Promise<T | undefined> {
    return Promise.race([promise, this.interrupted]);
  }

  interrupt(): void {
    this.isInterrupted = true;
    this.stop();
  }

  /** To be called where the cell is handed over, or is not going to be. */
  end(): void {
    this.arrivals.delete(this);
    this.resolve();
  }
}

export class Arrivals {
  private readonly arriving = new Set<Arrival>();
  /** Settled when all deliveries so far are handed over. */
  private delivered: Promise<void> = Promise.resolve();

  begin(): Arrival {
    return new Arrival(this.arriving);
  }

  /** Settled when it is a delivery's turn: behind the cells and deliveries before it, and one thing more. */
  behindAll(more: Promise<void> | undefined): Promise<void> {
    const earlier = [...this.arriving].map(({ over }) => over);
    // Without the results: each would hold those of all before it.
    this.delivered = Promise.all([this.delivered, more, ...earlier]).then(() => {});
    return this.delivered;
  }

  interrupt(): void {
    for (const arrival of this.arriving) arrival.interrupt();
  }
}
