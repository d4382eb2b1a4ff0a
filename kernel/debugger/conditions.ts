/** What a breakpoint depends on, as one JavaScript expression that V8 evaluates where it would stop. */
import { KERNEL_GLOBAL } from '../link/messages.js';
import { type JsonObject, stringField } from '../wire/json.js';

/** A breakpoint as it was asked for. */
export interface Wish {
  readonly id: number;
  readonly line: number;
  readonly column: number | undefined;
  readonly condition: string | undefined;
  /** `5`, `>= 5`, `% 5`: which of its hits stop. */
  readonly hitCondition: string | undefined;
  /** Text to print instead of stopping, with expressions in braces. */
  readonly logMessage: string | undefined;
}

/** A `SourceBreakpoint` of the protocol; undefined where it has no line. */
export function wishOf(breakpoint: JsonObject): Omit<Wish, 'id'> | undefined {
  const { line, column } = breakpoint;
  if (typeof line !== 'number') return undefined;
  const text = (name: string) => stringField(breakpoint, name).trim() || undefined;
  return {
    line,
    column: typeof column === 'number' ? column : undefined,
    condition: text('condition'),
    hitCondition: text('hitCondition'),
    logMessage: text('logMessage'),
  };
}

/** Empty for a breakpoint that always stops. */
export function conditionOf({ id, line, condition, hitCondition, logMessage }: Wish): string {
  const parts: string[] = [];
  if (condition !== undefined) {
    parts.push(`${KERNEL_GLOBAL}.debugger.holds(${id}, ${line}, () => (${condition}\n))`);
  }
  if (hitCondition !== undefined) parts.push(hitsOf(id, hitCondition));
  if (logMessage !== undefined) parts.push(logOf(logMessage));
  return parts.join(' && ');
}

function hitsOf(id: number, condition: string): string {
  const [, operator = '', count] = /^(==?=?|>=?|<=?|%)?\s*(\d+)$/.exec(condition) ?? [];
  // What is no condition on hits does not parse, and is refused with the rest.
  if (count === undefined) return `hits ${condition}`;
  const known = /^=*$/.test(operator) ? '==' : operator;
  return `${KERNEL_GLOBAL}.debugger.hit(${id}, '${known}', ${count})`;
}

/** `x is {x}` -> a call that prints it, and does not stop. */
function logOf(message: string): string {
  const parts = partsOf(message).map((part, i) =>
    i % 2 === 0 ? JSON.stringify(part) : `() => (${part}\n)`,
  );
  return `${KERNEL_GLOBAL}.debugger.log(${parts.join(', ')})`;
}

/** Texts and expressions by turns; in an expression, braces stand in pairs. */
function partsOf(message: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of message) {
    const isBegin = character === '{';
    const isEnd = character === '}' && depth > 0;
    if (isBegin) depth += 1;
    if (isEnd) depth -= 1;
    if ((isBegin && depth === 1) || (isEnd && depth === 0)) parts.push('');
    else parts.push(`${parts.pop()}${character}`);
  }
  return parts;
}
