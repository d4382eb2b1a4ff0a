/** Magics that begin as the line before the cursor does: `%ti`, and `%%ti` in the first line. */
import type { Completions } from '../requests/interpreter.js';

/** Undefined where no magic is being written. */
export async function magicNames(code: string, cursor: number): Promise<Completions | undefined> {
  const [, above = '', begun = '', sign = ''] =
    /^([\s\S]*\n)?[ \t]*((%%?)\w*)$/.exec(code.slice(0, cursor)) ?? [];
  const form = sign === '%%' ? 'cell' : 'line';
  if (begun === '' || (form === 'cell' && above.trim() !== '')) return undefined;
  const { MAGICS } = await import('../magics/table.js');
  const items = [...MAGICS.values()]
    .filter((magic) => (magic.form === form || magic.form === 'both') && /^\w/.test(magic.name))
    .map(({ name, usage, summary }) => {
      return { text: `${sign}${name}`, type: 'magic', signature: usage, documentation: summary };
    })
    .filter(({ text }) => text.startsWith(begun));
  return items.length > 0 ? { items, start: cursor - begun.length, end: cursor } : undefined;
}
