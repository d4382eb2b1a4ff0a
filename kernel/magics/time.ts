/** `%time CODE`, `%%time`: how long code took. Its value stays the cell's. */
import { parseSync } from 'oxc-parser';
import { seconds } from './duration.js';
import type { CodeMagic, MagicContext } from './magic.js';

export const time: CodeMagic = {
  name: 'time',
  takes: 'code',
  form: 'both',
  usage: '%time CODE, or %%time above code',
  summary: 'how long the code takes, once',
  wrap(code, magic) {
    const last = lastExpression(code);
    const start = { at: 0, insert: `${magic}.start();` };
    if (!last) return [start, { at: code.length, insert: `\n;${magic}.stop();` }];
    return [start, { at: last.start, insert: `${magic}.stop(` }, { at: last.end, insert: ')' }];
  },
  create: (context) => new Stopwatch(context),
};

/** Where the expression stands that gives the code its value; undefined where none does. */
function lastExpression(code: string): { start: number; end: number } | undefined {
  const { program } = parseSync('cell.ts', code, { lang: 'ts', sourceType: 'module' });
  const last = program.body.at(-1);
  return last?.type === 'ExpressionStatement' ? last.expression : undefined;
}

class Stopwatch {
  /** Of codes that run, the innermost last; one that threw leaves its own behind. */
  private readonly begins: { wall: number; cpu: NodeJS.CpuUsage }[] = [];

  constructor(private readonly context: MagicContext) {}

  start(): void {
    this.begins.push({ cpu: process.cpuUsage(), wall: performance.now() });
  }

  stop<T>(value: T): T {
    const now = performance.now();
    const begin = this.begins.pop();
    if (!begin) return value;
    const { user, system } = process.cpuUsage(begin.cpu);
    const wall = seconds((now - begin.wall) / 1000);
    this.context.print(`Wall time: ${wall}, CPU time: ${seconds((user + system) / 1e6)}\n`);
    return value;
  }
}
