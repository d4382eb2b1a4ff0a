/** `%env`: the environment variables of the kernel, and of what it starts. */
import { MagicError, type TextMagic } from './magic.js';
import { didYouMean } from './nearest.js';

export const env: TextMagic = {
  name: 'env',
  takes: 'text',
  form: 'line',
  usage: '%env, %env NAME, %env NAME=VALUE',
  summary: 'list, show or set environment variables',
  run({ args }, { print }) {
    const [, name = '', separator = '', value = ''] =
      /^([^\s=]*)(\s*=\s*|\s+)?(.*)$/s.exec(args) ?? [];
    if (name !== '' && separator !== '') {
      process.env[name] = value.replace(/^(['"])(.*)\1$/s, '$2');
      return;
    }
    const names = Object.keys(process.env).toSorted();
    if (name !== '' && process.env[name] === undefined) {
      const hint = didYouMean(name, names);
      throw new MagicError('env', `There is no environment variable ${name}.${hint}`);
    }
    const shown =
      name === '' ? names.map((one) => `${one}=${process.env[one]}`) : [process.env[name]];
    print(`${shown.join('\n')}\n`);
  },
};
