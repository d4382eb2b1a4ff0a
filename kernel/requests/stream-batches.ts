/**
 * Puts the many small writes of a printing loop together into few messages. What is held back
 * leaves after a few milliseconds, when there is much of it, and before any other message.
 */

export type StreamName = 'stdout' | 'stderr';

/** How long a write may wait for the next one, in milliseconds. */
const DELAY = 8;
/** How many characters are put together at most, about. */
const SIZE = 1 << 16;

export class StreamBatches {
  private cell = -1;
  private name: StreamName = 'stdout';
  private parts: string[] = [];
  private length = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (cell: number, name: StreamName, text: string) => void) {}

  add(cell: number, name: StreamName, text: string): void {
    if (cell !== this.cell || name !== this.name) this.flush();
    this.cell = cell;
    this.name = name;
    this.parts.push(text);
    this.length += text.length;
    if (this.length >= SIZE) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), DELAY);
  }

  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = undefined;
    if (this.parts.length === 0) return;
    const text = this.parts.join('');
    this.parts = [];
    this.length = 0;
    this.send(this.cell, this.name, text);
  }
}
