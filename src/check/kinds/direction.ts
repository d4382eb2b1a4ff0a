/** What must move a model's answer, and which way. See Ribeiro et al. 2020, CheckList: directional expectation. */
import { OptionError } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import { type PlannedCheck, percent, some } from '../plan.js';
import { type Change, changedPairs, logOdds, type Subject } from './model.js';

/** What must move a model's answer, and which way. */
export interface DirectionCheck {
  /** Changes a batch of inputs. */
  readonly change: Change;
  /** Which way the answer must move. */
  readonly expect: 'increase' | 'decrease';
  /**
   * What is expected to move: the class whose probability it is, or the output of `task: 'regression'`. Default 1 for
   * classifiers, the second class; 0 for numbers.
   */
  readonly of?: number;
  /** The share of samples for which it must be so. Default 0.95. */
  readonly atLeast?: number;
}

export function directionChecks(
  checks: Readonly<Record<string, DirectionCheck>>,
  subject: Subject,
): PlannedCheck[] {
  const isRegression = subject.task === 'regression';
  return Object.entries(checks).map(([name, check]) => {
    const { change, expect, of, atLeast } = withDefaults(`check: direction.${name}`, check, {
      change: check.change,
      expect: check.expect,
      of: isRegression ? 0 : 1,
      atLeast: 0.95,
    });
    if (expect !== 'increase' && expect !== 'decrease') {
      throw new OptionError(
        'check',
        `direction.${name}.expect`,
        expect,
        "'increase' or 'decrease'",
      );
    }
    const scoreOf = (row: Float32Array) =>
      isRegression ? (row[of] ?? Number.NaN) : logOdds(row, of);
    return {
      kind: 'direction',
      name,
      make() {
        const wrong: number[] = [];
        let count = 0;
        for (const [before, after] of changedPairs(subject, change)) {
          const moved = scoreOf(after) - scoreOf(before);
          if (!(expect === 'increase' ? moved > 0 : moved < 0)) wrong.push(count);
          count++;
        }
        const share = (count - wrong.length) / count;
        return {
          passed: share >= atLeast,
          found: `${percent(share)} of ${count} ${expect}`,
          wanted: `at least ${percent(atLeast)}`,
          ...(wrong.length > 0 ? { detail: `Others: samples ${some(wrong)}` } : {}),
        };
      },
    };
  });
}
