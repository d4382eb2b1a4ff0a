/**
 * The parameters of a StableHLO module's `main`, read from its text. The C API doesn't tell them, and a plugin
 * checks no more than the bytes of an argument: f32[2,3] would pass for s32[3,2].
 */
import type { ArraySpec } from './buffer.js';
import { elementTypeOfStableHlo } from './element-type.js';
import { PjrtError } from './errors.js';

export interface Parameter extends ArraySpec {
  /** Whether a result may take this argument's memory (`tf.aliasing_output`, `jax.buffer_donor`). */
  readonly donated: boolean;
}

const MAIN = /func\.func\s+(?:public\s+)?@main\s*\(/;
const PARAMETER = /%[\w.$-]+\s*:\s*tensor<((?:\d+x)*)(complex<\w+>|\w+)>/g;
const STRING = /"(?:[^"\\]|\\.)*"/g;
const DONATION = /tf\.aliasing_output|jax\.buffer_donor\s*=\s*true/;

/**
 * @throws PjrtError when the module has no `main` or one with parameters of dynamic shape or unknown type
 */
export function parametersOf(stableHlo: string): Parameter[] {
  const list = parameterList(stableHlo);
  const matches = [...list.matchAll(PARAMETER)];
  const count = [...list.matchAll(/%[\w.$-]+\s*:/g)].length;
  if (count !== matches.length) throw unreadable('a parameter is no tensor of static shape');
  return matches.map((match, index) => {
    const [text, sizes = '', element = ''] = match;
    const type = elementTypeOfStableHlo(element);
    if (type === undefined) throw unreadable(`the type of "${text}" is not supported`);
    const attributes = list.slice(match.index + text.length, matches[index + 1]?.index);
    return {
      type,
      shape: sizes.split('x').slice(0, -1).map(Number),
      donated: DONATION.test(attributes),
    };
  });
}

/** What stands between the parentheses behind `@main`, the contents of string literals blanked. */
function parameterList(stableHlo: string): string {
  const text = stableHlo.replace(STRING, (literal) => `"${' '.repeat(literal.length - 2)}"`);
  const main = MAIN.exec(text);
  if (!main) throw unreadable('it has no function @main');
  const start = main.index + main[0].length;
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return text.slice(start, at);
  }
  throw unreadable('the parameters of @main have no end');
}

function unreadable(reason: string): PjrtError {
  return new PjrtError(
    'INVALID_ARGUMENT',
    'PJRT_Client_Compile',
    `the StableHLO module: ${reason}`,
  );
}
