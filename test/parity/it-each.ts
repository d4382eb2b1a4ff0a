/**
 * A test for each case. What the cases of a group compute is read when all of them have been asked for it, so that the
 * engine compiles one program for the group: a program for each would take several times as long.
 */
import { it } from 'node:test';

/** So many cases stay below the size at which the engine runs what is pending by itself. */
const TOGETHER = 8;

/**
 * Declares the tests, to be called inside of `describe`. What a case throws is thrown in its own test.
 * @param cases with their names
 * @param compute reads no values
 * @param check reads the values and holds them against what they should be
 */
export function itEach<Case, Computed>(
  cases: readonly (readonly [name: string, given: Case])[],
  compute: (given: Case, name: string) => Computed,
  check: (computed: Computed, given: Case, name: string) => void,
): void {
  for (let start = 0; start < cases.length; start += TOGETHER) {
    const group = cases.slice(start, start + TOGETHER);
    let outcomes: readonly (() => Computed)[] | undefined;
    group.forEach(([name, given], i) => {
      it(name, () => {
        // Whichever test of the group runs first: others may be left out by their names.
        outcomes ??= group.map(([name, given]) => outcomeOf(() => compute(given, name)));
        check(outcomes[i](), given, name);
      });
    });
  }
}

function outcomeOf<Computed>(compute: () => Computed): () => Computed {
  try {
    const computed = compute();
    return () => computed;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
