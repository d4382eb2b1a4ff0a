/** `%timeit CODE`, `%%timeit`: how long code takes, by running it often. */
import { seconds } from './duration.js';
import type { CodeMagic, MagicContext } from './magic.js';

/** How often the time of many calls is taken, where the person says nothing of it. */
const RUNS = 7;
/** How long one run takes at least, in seconds. */
const RUN_TIME = 0.04;

/** As IPython has them. */
interface Options {
  /** How many calls a run has; as many as take the time of one, where it is not said. */
  readonly n?: number;
  /** How many runs there are. */
  readonly r?: number;
}

export const timeit: CodeMagic = {
  name: 'timeit',
  takes: 'code',
  form: 'both',
  usage: '%timeit [-n CALLS] [-r RUNS] CODE, or %%timeit above code',
  summary: 'how long the code takes, the mean of many times',
  options: /^(?:-[nr][ \t]*[1-9]\d*(?:[ \t]+|$))+/,
  wrap(code, magic, options) {
    const isAsync = /\bawait\b/.test(code);
    const begin = isAsync ? 'await ' : '';
    const given = JSON.stringify(optionsOf(options));
    return [
      {
        at: 0,
        insert: `${begin}${magic}.measure${isAsync ? `Async(${given}, async` : `(${given},`} () => {`,
      },
      { at: code.length, insert: '\n});' },
    ];
  },
  create: (context) => ({
    measure({ n, r = RUNS }: Options, run: () => void) {
      const time = (loops: number) => {
        const begin = performance.now();
        for (let i = 0; i < loops; i++) run();
        return (performance.now() - begin) / 1000;
      };
      let loops = n ?? 1;
      while (n === undefined && time(loops) < RUN_TIME) loops *= 10;
      tell(
        context,
        Array.from({ length: r }, () => time(loops)),
        loops,
      );
    },
    async measureAsync({ n, r = RUNS }: Options, run: () => Promise<void>) {
      const signal = context.signal();
      const time = async (loops: number) => {
        const begin = performance.now();
        for (let i = 0; i < loops; i++) {
          await run();
          signal?.throwIfAborted();
        }
        return (performance.now() - begin) / 1000;
      };
      let loops = n ?? 1;
      while (n === undefined && (await time(loops)) < RUN_TIME) loops *= 10;
      const runs: number[] = [];
      for (let i = 0; i < r; i++) runs.push(await time(loops));
      tell(context, runs, loops);
    },
  }),
};

/** `-n 5 -r 3` -> `{ n: 5, r: 3 }` */
function optionsOf(text: string): Options {
  const given = text.matchAll(/-([nr])\s*(\d+)/g);
  return Object.fromEntries([...given].map(([, name, count]) => [name, Number(count)]));
}

function tell(context: MagicContext, runs: readonly number[], loops: number): void {
  const times = runs.map((run) => run / loops);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length;
  const often = `${times.length} run${times.length === 1 ? '' : 's'}, ${loops.toLocaleString('en')} loop${loops === 1 ? '' : 's'} each`;
  context.print(
    `${seconds(mean)} ± ${seconds(Math.sqrt(variance))} per loop (mean ± standard deviation of ${often})\n`,
  );
}
