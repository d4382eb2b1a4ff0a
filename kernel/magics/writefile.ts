/** `%%writefile FILE`: the cell's text becomes a file. */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { MagicError, type TextMagic } from './magic.js';

export const writefile: TextMagic = {
  name: 'writefile',
  takes: 'text',
  form: 'cell',
  usage: '%%writefile [-a] FILE',
  summary: 'write the text into a file, or append it (-a)',
  run({ args, body = '' }, { print }) {
    const [, append, quoted = ''] = /^(-a\s+|--append\s+)?(.*)$/.exec(args) ?? [];
    const file = quoted.replace(/^(['"])(.*)\1$/, '$2');
    if (file === '') throw new MagicError('writefile', `No file is named: ${writefile.usage}`);
    const verb = append ? 'Appending to' : existsSync(file) ? 'Overwriting' : 'Writing';
    const text = body.endsWith('\n') || body === '' ? body : `${body}\n`;
    if (append) appendFileSync(file, text);
    else writeFileSync(file, text);
    print(`${verb} ${file}\n`);
  },
};
