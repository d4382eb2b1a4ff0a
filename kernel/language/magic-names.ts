/**
 * Completion in lines that are no TypeScript: magics that begin as the line does (`%ti`), their
 * arguments, and the files that commands and scripts may name.
 */

import { TYPE_MODES } from '../link/messages.js';
import type { Completion, Completions } from '../requests/interpreter.js';
import { fileNames } from './file-names.js';

const NAME = /^([\s\S]*\n)?[ \t]*((%%?)\w*)$/;
const LINE = /(?:^|\n)[ \t]*(?:%(\w+)|!(?:[\w./~-]+))[ \t]+([^\n]*)$/;
const SCRIPT = /^\s*%%(\w+)[^\n]*\n/;

/** Undefined where TypeScript is being written. */
export async function magicNames(code: string, cursor: number): Promise<Completions | undefined> {
  const before = code.slice(0, cursor);
  const [, script] = SCRIPT.exec(before) ?? [];
  const { MAGICS } = await import('../magics/table.js');
  if (script !== undefined) {
    if (MAGICS.get(script)?.takes !== 'text') return undefined;
    return script === 'sh' || script === 'bash' ? files(before, cursor) : nothing(cursor);
  }
  const [, above = '', begun = '', sign = ''] = NAME.exec(before) ?? [];
  const form = sign === '%%' ? 'cell' : 'line';
  if (begun !== '' && !(form === 'cell' && above.trim() !== '')) {
    const items = [...MAGICS.values()]
      .filter((magic) => (magic.form === form || magic.form === 'both') && /^\w/.test(magic.name))
      .map(({ name, usage, summary }) => {
        return { text: `${sign}${name}`, type: 'magic', signature: usage, documentation: summary };
      })
      .filter(({ text }) => text.startsWith(begun));
    if (items.length > 0) return { items, start: cursor - begun.length, end: cursor };
  }
  const [line, magic, args = ''] = LINE.exec(before) ?? [];
  if (line === undefined || (magic !== undefined && MAGICS.get(magic)?.takes !== 'text')) {
    return undefined;
  }
  switch (magic) {
    case 'types':
      return words(TYPE_MODES, args, cursor, 'keyword');
    case 'env':
      return words(Object.keys(process.env).sort(), args, cursor, 'variable');
    default:
      return files(before, cursor);
  }
}

/** How the magic is used whose name the cursor stands in, and what for, as Markdown. */
export async function magicHelp(code: string, cursor: number): Promise<string | undefined> {
  const start = code.lastIndexOf('\n', cursor - 1) + 1;
  const [sign = '', name = ''] = /^[ \t]*%%?(\w+)/.exec(code.slice(start)) ?? [];
  if (name === '' || cursor > start + sign.length) return undefined;
  const { MAGICS } = await import('../magics/table.js');
  const magic = MAGICS.get(name);
  return magic && `\`\`\`\n${magic.usage}\n\`\`\`\n\n${magic.summary}`;
}

function words(all: readonly string[], begun: string, cursor: number, type: string): Completions {
  const items: Completion[] = all
    .filter((text) => text.startsWith(begun))
    .map((text) => ({ text, type }));
  return { items, start: cursor - begun.length, end: cursor };
}

/** Those for the last word before the cursor. */
function files(before: string, cursor: number): Promise<Completions> {
  const [word = ''] = /[^\s'"=]*$/.exec(before) ?? [];
  return fileNames(word, cursor);
}

const nothing = (cursor: number): Completions => ({ items: [], start: cursor, end: cursor });
