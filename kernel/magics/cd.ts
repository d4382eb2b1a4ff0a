/**
 * `%cd FOLDER`: where relative paths of `fs` and of commands begin. Imports stay those of the
 * notebook's folder.
 */
import { homedir } from 'node:os';
import path from 'node:path';
import { MagicError, type TextMagic } from './magic.js';

let before: string | undefined;

export const cd: TextMagic = {
  name: 'cd',
  takes: 'text',
  form: 'line',
  usage: '%cd FOLDER, %cd - (back), %cd (home)',
  summary: 'change the folder that relative paths begin in',
  run({ args }, { print }) {
    const here = process.cwd();
    const target = args === '-' ? (before ?? here) : folderOf(args);
    try {
      process.chdir(target);
    } catch {
      throw new MagicError('cd', `There is no folder ${path.resolve(target)}.`);
    }
    before = here;
    print(`${process.cwd()}\n`);
  },
};

function folderOf(args: string): string {
  const unquoted = args
    .replace(/^(['"])(.*)\1$/, '$2')
    .replace(/\$(?:(\w+)|\{(\w+)\})/g, (all, bare, braced) => process.env[bare ?? braced] ?? all);
  return unquoted === '' ? homedir() : unquoted.replace(/^~(?=\/|$)/, homedir());
}
