/** Options that take a name and a value, as papermill's `-p name value`; Node's parser has none. */
import type { Option } from './command.js';
import { UsageError } from './command.js';

export interface Pairs {
  /** The arguments without those options. */
  readonly rest: readonly string[];
  /** By option, in the order in which they were given. */
  readonly pairs: ReadonlyMap<string, readonly (readonly [name: string, value: string])[]>;
}

/** @throws UsageError where a name or a value is missing */
export function takePairs(
  argv: readonly string[],
  options: Readonly<Record<string, Option>>,
): Pairs {
  const rest: string[] = [];
  const pairs = new Map<string, [string, string][]>();
  const left = [...argv];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    const found = Object.entries(options).find(
      ([name, { type, short }]) =>
        type === 'pair' && (argument === `--${name}` || argument === `-${short}`),
    );
    if (!found) {
      rest.push(argument);
      if (argument === '--') return { rest: [...rest, ...left], pairs };
      continue;
    }
    const [name, value] = left.splice(0, 2);
    if (name === undefined || value === undefined) {
      throw new UsageError(`${argument} needs a name and a value: ${argument} ${found[1].value}.`);
    }
    pairs.set(found[0], [...(pairs.get(found[0]) ?? []), [name, value]]);
  }
  return { rest, pairs };
}
