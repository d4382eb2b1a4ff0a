/** `%lsmagic`: all magics. */
import type { Magic, TextMagic } from './magic.js';

/** @param all the magics that it lists */
export function lister(all: () => Iterable<Magic>): TextMagic {
  return {
    name: 'lsmagic',
    takes: 'text',
    form: 'line',
    usage: '%lsmagic',
    summary: 'list all magics',
    run(_call, { print }) {
      const rows = [...all()].map(({ usage, summary }) => [usage, summary] as const);
      const width = Math.max(...rows.map(([usage]) => usage.length));
      print(rows.map(([usage, summary]) => `${usage.padEnd(width)}  ${summary}\n`).join(''));
    },
  };
}
