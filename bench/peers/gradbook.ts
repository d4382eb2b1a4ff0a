/**
 * Gradbook, as its users write it, on the CPU or what `GRADBOOK_DEVICE` names: the loop by hand over a DataLoader, `fit`, or running without
 * training.
 *
 *     node gradbook.js WORKLOAD_FOLDER TASK loop|loop-unread|fit|infer
 */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fit, noGrad, type Tensor } from '../../src/index.js';
import { serve, type Turn } from '../training/serve.js';
import { prepare } from './gradbook-task.js';

const MODES: Readonly<Record<string, (steps: number) => Promise<Turn>>> = {
  loop: async (steps) => trainByHand(steps, true),
  'loop-unread': async (steps) => trainByHand(steps, false),
  fit: trainByFit,
  infer: async (steps) => infer(steps),
};

const [folder = '', taskName = '', mode = ''] = process.argv.slice(2);
const run = MODES[mode];
if (!run) throw new RangeError(`no mode ${mode}`);
const { net, loader, questions, criterion, optimizer } = await prepare(folder, taskName);

let firstCall = true;
const { version }: { version: string } = createRequire(import.meta.url)('../../../package.json');
await serve({ version, threads: availableParallelism(), run });

/** The loop of the tutorial, going round over the digits; losses are read at each step, or all at the end. */
function trainByHand(steps: number, readEachStep: boolean): Turn {
  const losses: number[] = [];
  const unread: Tensor[] = [];
  const start = performance.now();
  for (let done = 0; done < steps; ) {
    for (const [images, labels] of loader) {
      optimizer.zeroGrad();
      const loss = criterion(net(images), labels);
      loss.backward();
      optimizer.step();
      if (readEachStep) losses.push(loss.item());
      else unread.push(loss);
      if (++done === steps) break;
    }
  }
  for (const loss of unread) losses.push(loss.item());
  return { steps, milliseconds: performance.now() - start, losses };
}

/**
 * One `fit` of as many whole epochs as hold the steps. Each call records and compiles its step in its first epoch, so
 * that one is extra and not counted; in the first call it is all there is.
 */
async function trainByFit(steps: number): Promise<Turn> {
  const epochs = firstCall ? 1 : 1 + Math.ceil(steps / loader.length);
  const counted = firstCall ? 1 : epochs - 1;
  firstCall = false;
  const history = await fit(net, loader, { epochs, optimizer, criterion, callbacks: [] });
  if (history.mode.kind !== 'compiled')
    throw new Error(`fit ran step by step: ${history.mode.why}`);
  const seconds = history.epochs.slice(-counted).reduce((sum, epoch) => sum + epoch.seconds, 0);
  return {
    steps: counted * loader.length,
    milliseconds: 1000 * seconds,
    losses: history.stepLosses,
  };
}

/** Runs the network, reading the answers each time. In place of a loss: the first picture's first answer. */
function infer(steps: number): Turn {
  const answers: number[] = [];
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    const answer = noGrad(() => net(questions[i % questions.length]));
    answers.push(answer.dataSync()[0]);
  }
  return { steps, milliseconds: performance.now() - start, losses: answers };
}
