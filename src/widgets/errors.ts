/** Errors of widgets. */
import { inspect } from 'node:util';

/** A property of a widget was given something that it can't be. */
export class WidgetError extends Error {
  override readonly name = 'WidgetError';
  constructor(
    /** The widget's class, as the user wrote it. */
    readonly widget: string,
    /** The property that can't be so. */
    readonly property: string,
    expected: string,
    received: unknown,
  ) {
    const value = inspect(received, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
    super(`${widget}: ${property} must be ${expected}; received ${value}.`);
  }
}
