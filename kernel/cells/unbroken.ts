/**
 * What the library asks about interrupts: that code is not ended half-way, as when a program has taken the memory of a network's
 * weights and the new ones are not in their places yet; and when code has been ended.
 */
let depth = 0;

/** Runs code that an interrupt must not end half-way: the cell ends when it is through. */
export function withoutInterrupt<Result>(run: () => Result): Result {
  const before = depth;
  depth = before + 1;
  try {
    return run();
  } finally {
    depth = before;
  }
}

/** Whether such code runs now. */
export const isUnbroken = (): boolean => depth > 0;

const callbacks: (() => void)[] = [];

/** Has the library told when code was ended without its `finally`, and has left open what that would have closed. */
export function onUnwound(callback: () => void): void {
  callbacks.push(callback);
}

/** Code was ended; perhaps such as should not have been. */
export function tellUnwound(): void {
  depth = 0;
  for (const callback of callbacks) callback();
}
