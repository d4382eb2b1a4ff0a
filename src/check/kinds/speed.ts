/** How long a model takes for a batch, by itself or beside another. */

import { median } from '../../median.js';
import type { Module } from '../../nn/index.js';
import { OptionError, type Tensor } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import { inEvalMode } from '../../train/eval-mode.js';
import { figureText, type PlannedCheck } from '../plan.js';
import { firstBatch, type Subject } from './model.js';

/** How fast a model must be; `atMost`, or `baseline` with `ratioAtMost`, or all. */
export interface SpeedCheck {
  /** Milliseconds for a batch; says little on machines that are not alike. */
  readonly atMost?: number;
  /** Another model of the same inputs; both run in turn, so that the ratio means the same on every machine. */
  readonly baseline?: Module;
  /** How many times the baseline's time it may take. */
  readonly ratioAtMost?: number;
  /** Of which the median counts. Default 20. */
  readonly repeats?: number;
}

/** Runs that are not counted, for compiling. */
const WARM_UP = 3;

export function speedCheck(check: SpeedCheck, subject: Subject): PlannedCheck {
  const { atMost, baseline, ratioAtMost, repeats } = withDefaults('check: speed', check, {
    atMost: undefined,
    baseline: undefined,
    ratioAtMost: undefined,
    repeats: 20,
  });
  if (atMost === undefined && (baseline === undefined || ratioAtMost === undefined)) {
    const expected = '{ atMost } in milliseconds, or { baseline, ratioAtMost }';
    throw new OptionError('check', 'speed', check, expected);
  }
  return {
    kind: 'speed',
    name: 'speed',
    make() {
      const [inputs] = firstBatch(subject);
      const own: number[] = [];
      const other: number[] = [];
      for (let i = 0; i < WARM_UP + repeats; i++) {
        const times = [timed(subject.net, inputs), baseline ? timed(baseline, inputs) : 0] as const;
        if (i < WARM_UP) continue;
        own.push(times[0]);
        other.push(times[1]);
      }
      const ratio = median(own.map((time, i) => time / (other[i] ?? Number.NaN)));
      const milliseconds = median(own);
      const isFast = atMost === undefined || milliseconds <= atMost;
      const isFaster = ratioAtMost === undefined || ratio <= ratioAtMost;
      const batch = `${figureText(milliseconds)} ms for ${inputs.shape[0]} samples`;
      return {
        passed: isFast && isFaster,
        found: baseline ? `${batch}, ${figureText(ratio)} times the baseline` : batch,
        wanted: [
          ...(atMost === undefined ? [] : [`at most ${figureText(atMost)} ms`]),
          ...(ratioAtMost === undefined ? [] : [`at most ${figureText(ratioAtMost)} times`]),
        ].join(', '),
      };
    },
  };
}

function timed(net: Module, inputs: Tensor): number {
  const start = performance.now();
  inEvalMode(net, () => net(inputs).dataSync());
  return performance.now() - start;
}
