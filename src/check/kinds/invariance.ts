/** What must not change a model's answer: turned pictures, added noise. See Ribeiro et al. 2020, CheckList. */
import { withDefaults } from '../../tensor/options.js';
import { figureText, type PlannedCheck, percent, some } from '../plan.js';
import { type Change, changedPairs, classOf, type Subject } from './model.js';

/** What must not change a model's answer. */
export interface InvarianceCheck {
  /** Changes a batch of inputs. */
  readonly change: Change;
  /** The share of samples whose answer must stay. Default 0.95. */
  readonly atLeast?: number;
  /** How far numbers may move and still be the same; for `task: 'regression'`. Default 1e-3. */
  readonly tolerance?: number;
}

export function invarianceChecks(
  changes: Readonly<Record<string, Change | InvarianceCheck>>,
  subject: Subject,
): PlannedCheck[] {
  return Object.entries(changes).map(([name, given]) => {
    const check: InvarianceCheck = typeof given === 'function' ? { change: given } : given;
    const { change, atLeast, tolerance } = withDefaults(`check: invariance.${name}`, check, {
      change: check.change,
      atLeast: 0.95,
      tolerance: 1e-3,
    });
    const isRegression = subject.task === 'regression';
    const isSame = (before: Float32Array, after: Float32Array) =>
      isRegression
        ? before.every((value, i) => Math.abs(value - (after[i] ?? Number.NaN)) <= tolerance)
        : classOf(before) === classOf(after);
    return {
      kind: 'invariance',
      name,
      make() {
        const changed: number[] = [];
        let count = 0;
        for (const [before, after] of changedPairs(subject, change)) {
          if (!isSame(before, after)) changed.push(count);
          count++;
        }
        const share = (count - changed.length) / count;
        const what = isRegression ? `within ${figureText(tolerance)}` : 'the same';
        return {
          passed: share >= atLeast,
          found: `${percent(share)} of ${count} ${what}`,
          wanted: `at least ${percent(atLeast)}`,
          ...(changed.length > 0 ? { detail: `Others: samples ${some(changed)}` } : {}),
        };
      },
    };
  });
}
