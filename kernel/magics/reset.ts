/** `%reset`: a fresh start without a restart. */
import type { TextMagic } from './magic.js';

export const reset: TextMagic = {
  name: 'reset',
  takes: 'text',
  form: 'line',
  usage: '%reset',
  summary: 'take the values of all variables away',
  run(_call, { variables, print }) {
    const count = variables.names().length;
    variables.reset();
    print(`${count} variable${count === 1 ? '' : 's'} reset. Modules stay imported.\n`);
  },
};
