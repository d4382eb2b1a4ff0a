/** `%types strict|warn|off`: what type errors do. */
import { TYPE_MODES } from '../link/messages.js';
import { MagicError, type TextMagic } from './magic.js';
import { nearest } from './nearest.js';

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
      const meant = nearest(args, TYPE_MODES);
      const hint = meant ? ` Did you mean ${meant}?` : '';
      throw new MagicError('types', `%types has no mode '${args}'.${hint} ${types.usage}`);
    }
    // Nothing reads the mode yet; a person must not believe that it has an effect.
    print(`types: ${checks.mode} (cells are not checked for type errors yet)\n`);
  },
};
