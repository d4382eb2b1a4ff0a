/** `%types strict|warn|off`: what type errors do. */
import { TYPE_MODES, type TypeMode } from '../link/messages.js';
import { MagicError, type TextMagic } from './magic.js';
import { didYouMean } from './nearest.js';

const MEANING = {
  strict: 'a cell with type errors is refused',
  warn: 'type errors are said under their cell',
  off: 'type errors are not looked for',
} as const satisfies Record<TypeMode, string>;

export const types: TextMagic = {
  name: 'types',
  takes: 'text',
  form: 'line',
  usage: `%types ${TYPE_MODES.join('|')}`,
  summary: 'refuse cells with type errors, warn of them, or say nothing',
  run({ args }, { types: checks, print }) {
    const mode = TYPE_MODES.find((known) => known === args);
    if (mode) checks.mode = mode;
    else if (args !== '') {
      const hint = didYouMean(args, TYPE_MODES);
      throw new MagicError('types', `%types has no mode '${args}'.${hint} ${types.usage}`);
    }
    print(`types: ${checks.mode} (${MEANING[checks.mode]})\n`);
  },
};
