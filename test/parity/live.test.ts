/** What the real PyTorch computes just now, from another seed each day. Where there is none, the goldens have to do. */
import { describe, it } from 'node:test';
import { assertEndsAlike, assertLossesAgree, assertStartsAlike } from './compare.js';
import { type GoldenRun, npmDigits, type OtherRun } from './golden.js';
import { onEngine } from './on-engine.js';
import { otherRuns } from './other-runs.js';
import { runScript, torchPython } from './real-torch.js';
import { train } from './train.js';

if (torchPython !== undefined) {
  await onEngine();
  const seed = Math.floor(Date.now() / 86_400_000);
  describe(`The real PyTorch, from seed ${seed}`, async () => {
    const goldens = (await runScript('make-goldens.py', '--seed', `${seed}`)) as Record<
      OtherRun,
      GoldenRun
    >;
    const digits = npmDigits(1920);
    for (const [name, options] of Object.entries(otherRuns)) {
      const golden = goldens[name as OtherRun];
      it(`starts, learns and ends alike: ${name}`, async () => {
        const steps = golden.step_loss.length;
        const run = await train(digits, { ...options, seed, steps }, 'by hand');
        assertStartsAlike(run, golden);
        assertLossesAgree(run, golden, 1e-4);
        assertEndsAlike(run, golden, 1e-4);
      });
    }
  });
}
