/** Says how a run goes: a line for each epoch, why it stopped, and in a notebook a bar that moves. */
import { randomUUID } from 'node:crypto';
import { currentNotebook } from '../../current-notebook.js';
import type { EpochRecord } from '../history.js';
import type { Run } from '../run.js';
import type { Callback } from './callback.js';
import { StepRate } from './step-rate.js';

/** Milliseconds between two changes of the bar, at least. */
const INTERVAL = 250;
const BAR_WIDTH = 24;
/** Of an epoch's figures, those that stand elsewhere in its line. */
const APART = new Set(['epoch', 'loss', 'lr', 'seconds', 'validationLoss', 'validationAccuracy']);

/** A callback that says how a run goes: a line for each epoch, why it stopped, and in a notebook a bar that moves. */
export function progress(print: (line: string) => void = console.log): Callback {
  const notebook = currentNotebook();
  const displayId = `gradbook-progress-${randomUUID()}`;
  let rate = new StepRate();
  let shownAt = -Infinity;

  function show(run: Run): void {
    const bundle = { 'text/plain': barOf(run, rate) };
    notebook?.display(bundle, { displayId, update: shownAt > -Infinity });
    shownAt = performance.now();
  }

  return {
    onStart(run) {
      rate = new StepRate();
      rate.note(run);
      shownAt = -Infinity;
    },
    onSteps(run) {
      rate.note(run);
      if (performance.now() - shownAt > INTERVAL) show(run);
    },
    onEpochEnd(run, record) {
      print(lineOf(run, record));
    },
    onEnd(run) {
      if (shownAt > -Infinity) show(run);
      const { stopped } = run.history;
      if (stopped !== undefined) print(`fit stops: ${stopped}`);
    },
  };
}

/** As `Epoch 2/5  loss 0.2841  validation loss 0.2610  accuracy 92.31 %  (1.20 s)`. */
function lineOf(run: Run, record: EpochRecord): string {
  const { epoch, loss, validationLoss, validationAccuracy, seconds } = record;
  const parts = [`Epoch ${epoch}/${run.epochs}`, `loss ${loss.toFixed(4)}`];
  if (validationLoss !== undefined) parts.push(`validation loss ${validationLoss.toFixed(4)}`);
  if (validationAccuracy !== undefined) {
    parts.push(`accuracy ${(100 * validationAccuracy).toFixed(2)} %`);
  }
  for (const [name, value] of Object.entries(record)) {
    if (value !== undefined && !APART.has(name)) parts.push(`${name} ${value.toFixed(4)}`);
  }
  return `${parts.join('  ')}  (${seconds.toFixed(2)} s)`;
}

/** As `━━━━━━──────  step 1,200 of 4,690  1,310 steps/s  0:03 left  loss 0.2103`. */
function barOf(run: Run, stepRate: StepRate): string {
  const all = run.epochs * run.stepsPerEpoch;
  const done = run.history.stepLosses.length;
  const isOver = run.state === 'stopped' || done === all;
  const rate = isOver ? stepRate.overall : stepRate.recent;
  const filled = Math.round((BAR_WIDTH * done) / all);
  return [
    '━'.repeat(filled) + '─'.repeat(BAR_WIDTH - filled),
    `step ${done.toLocaleString('en')} of ${all.toLocaleString('en')}`,
    `${rate >= 10 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1)} steps/s`,
    isOver ? `${clock(stepRate.seconds)} in all` : `${clock((all - done) / rate)} left`,
    `loss ${run.history.stepLosses.at(-1)?.toFixed(4)}`,
  ].join('  ');
}

/** Seconds as `0:07`, `12:30` or `1:02:03`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
