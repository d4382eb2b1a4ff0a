/** `%who`: the variables that cells have declared, with what they hold. */
import { inspect } from 'node:util';
import type { TextMagic } from './magic.js';

/** How many characters of a value are shown. */
const WIDTH = 60;

export const who: TextMagic = {
  name: 'who',
  takes: 'text',
  form: 'line',
  usage: '%who',
  summary: 'list the variables that cells have declared',
  run(_call, { variables, print }) {
    const rows = variables.names().map((name) => {
      const value = variables.read(name);
      return [name, kindOf(value), textOf(value)] as const;
    });
    if (rows.length === 0) return print('No cell has declared a variable.\n');
    const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
    const lines = rows.map(([name, kind, text]) =>
      `${name.padEnd(widths[0] ?? 0)}  ${kind.padEnd(widths[1] ?? 0)}  ${text}`.trimEnd(),
    );
    print(`${lines.join('\n')}\n`);
  },
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))) {
    return 'class';
  }
  if (typeof value !== 'object') return typeof value;
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' && name !== '' ? name : 'object';
  } catch {
    return 'object';
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'function' || value === undefined) return '';
  try {
    const options = { depth: 1, maxArrayLength: 8, maxStringLength: WIDTH, breakLength: 1e6 };
    const text = inspect(value, options).replace(/\s+/g, ' ');
    return text.length > WIDTH ? `${text.slice(0, WIDTH - 3)}...` : text;
  } catch {
    return '<cannot be shown>';
  }
}
