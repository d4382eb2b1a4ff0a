/** What a recording is made for: the structure of the arguments, shapes, types, other values. */
import { autocastPrecision, isGradEnabled } from '../tensor/index.js';
import { type Flat, type Structure, show } from './tree.js';

/** One line for each part of the arguments that a recording depends on. */
export function signatureOf({ structure, tensors }: Flat): string[] {
  const lines = isGradEnabled() ? [] : ['without gradients'];
  if (autocastPrecision() !== 'float32') lines.push(`products in ${autocastPrecision()}`);
  const visit = (part: Structure, at: string): void => {
    switch (part.kind) {
      case 'tensor': {
        const tensor = tensors[part.index];
        lines.push(`${at}: ${show(tensor)}${tensor.requiresGrad ? ' with a gradient' : ''}`);
        return;
      }
      case 'list':
        if (part.items.length === 0) lines.push(`${at}: []`);
        part.items.forEach((item, i) => {
          visit(item, `${at}[${i}]`);
        });
        return;
      case 'object':
        if (part.entries.length === 0) lines.push(`${at}: {}`);
        for (const [key, item] of part.entries) visit(item, `${at}.${key}`);
        return;
      case 'static':
        lines.push(`${at}: ${textOf(part.value)}`);
        return;
      default:
        part satisfies never;
    }
  };
  visit(structure, 'arguments');
  return lines;
}

/** In what two signatures differ, for people. */
export function changes(before: readonly string[], now: readonly string[]): string {
  const gone = before.filter((line) => !now.includes(line));
  const come = now.filter((line) => !before.includes(line));
  return `${come.join('; ') || 'less'}, where it was ${gone.join('; ') || 'not there'}`;
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** Equal for equal values; objects and functions are equal to themselves only. */
function textOf(value: unknown): string {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }
  const number = numbers.get(value) ?? ++count;
  numbers.set(value, number);
  return `${typeof value} ${number}`;
}
