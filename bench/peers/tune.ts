/** Gradbook's `tune` with its default sampler, TPE, on what it is asked for. */
import { createRequire } from 'node:module';
import { tune } from '../../src/tune/index.js';
import { serve } from '../serve.js';
import { OBJECTIVES, type ObjectiveName } from '../tune/objectives.js';

interface Request {
  readonly objective: ObjectiveName;
  readonly seed: number;
  readonly trials: number;
}

const { version }: { version: string } = createRequire(import.meta.url)('../../../package.json');
await serve({ version }, async (request) => {
  const { objective, seed, trials } = request as Request;
  const { space, value } = OBJECTIVES[objective];
  const start = performance.now();
  const study = await tune(space, value, { trials, seed, onTrial: () => {} });
  return { best: study.best.value, milliseconds: (performance.now() - start) / trials };
});
