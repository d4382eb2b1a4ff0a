/**
 * Promises and timers print without the marks that Node hangs on them to follow what belongs to
 * which cell: `Promise { 5 }`, not that and five lines of symbols.
 */
import { type InspectOptions, inspect } from 'node:util';

const MARKS =
  /,?\s*\[?Symbol\((async_id_symbol|trigger_async_id_symbol|asyncId|triggerId|kResourceStore|kAsyncContextFrame)\)\]?: \d+/g;

export function tidyInspection(): void {
  const timeout = setTimeout(() => {}, 0);
  const immediate = setImmediate(() => {});
  for (const prototype of [Promise.prototype, ...[timeout, immediate].map(Object.getPrototypeOf)]) {
    Object.defineProperty(prototype, inspect.custom, {
      value: inspectUnmarked,
      configurable: true,
    });
  }
  clearTimeout(timeout);
  clearImmediate(immediate);
}

function inspectUnmarked(this: unknown, depth: number, options: InspectOptions): string {
  if (depth < 0) return '[Promise]';
  const text = inspect(this, { ...options, depth, customInspect: false });
  // The marks made it several lines; without them it may fit on one again.
  return text.replace(MARKS, '').replace(/^(Promise \{)\n +([^\n]*)\n\}$/, '$1 $2 }');
}
