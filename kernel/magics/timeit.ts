/** `%timeit CODE`, `%%timeit`: how long code takes, by running it often. */
import { seconds } from './duration.js';
import type { CodeMagic, MagicContext } from './magic.js';

/** How often the time of many calls is taken. */
const RUNS = 7;
/** How long one run takes at least, in seconds. */
const RUN_TIME = 0.04;

export const timeit: CodeMagic = {
  name: 'timeit',
  takes: 'code',
  form: 'both',
  usage: '%timeit CODE, or %%timeit above code',
  summary: 'how long the code takes, the mean of many times',
  wrap(code, magic) {
    const isAsync = /\bawait\b/.test(code);
    const begin = isAsync ? 'await ' : '';
    return [
      {
        at: 0,
        insert: `${begin}${magic}.${isAsync ? 'measureAsync(async' : 'measure('} () => {`,
      },
      { at: code.length, insert: '\n});' },
    ];
  },
  create: (context) => ({
    measure(run: () => void) {
      const time = (loops: number) => {
        const begin = performance.now();
        for (let i = 0; i < loops; i++) run();
        return (performance.now() - begin) / 1000;
      };
      let loops = 1;
      while (time(loops) < RUN_TIME) loops *= 10;
      tell(
        context,
        Array.from({ length: RUNS }, () => time(loops)),
        loops,
      );
    },
    async measureAsync(run: () => Promise<void>) {
      const signal = context.signal();
      const time = async (loops: number) => {
        const begin = performance.now();
        for (let i = 0; i < loops; i++) {
          await run();
          signal?.throwIfAborted();
        }
        return (performance.now() - begin) / 1000;
      };
      let loops = 1;
      while ((await time(loops)) < RUN_TIME) loops *= 10;
      const runs: number[] = [];
      for (let i = 0; i < RUNS; i++) runs.push(await time(loops));
      tell(context, runs, loops);
    },
  }),
};

function tell(context: MagicContext, runs: readonly number[], loops: number): void {
  const times = runs.map((run) => run / loops);
  const mean = times.reduce((sum, time) => sum + time, 0) / RUNS;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / RUNS;
  const often = `${RUNS} runs, ${loops.toLocaleString('en')} loop${loops === 1 ? '' : 's'} each`;
  context.print(
    `${seconds(mean)} ± ${seconds(Math.sqrt(variance))} per loop (mean ± standard deviation of ${often})\n`,
  );
}
