/** Tables of results, as text for terminals and as HTML for notebooks. The first column holds names. */

/** Text, or HTML as it stands beside the text. */
export type Cell = string | { readonly text: string; readonly html: string };

/** @param align of the columns behind the first: numbers to the right (default), words to the left */
export function textTable(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  align: 'left' | 'right' = 'right',
): string {
  const lines = [heads, ...rows.map((cells) => cells.map(textOf))];
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (text: string, i: number) =>
    i === 0 || align === 'left' ? text.padEnd(widths[i]) : text.padStart(widths[i]);
  const [head, ...body] = lines.map((line) => line.map(pad).join('  ').trimEnd());
  return [head, '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body].join('\n');
}

/** As {@link textTable}. */
export function htmlTable(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  align: 'left' | 'right' = 'right',
): string {
  const row = (tag: 'th' | 'td', cells: readonly Cell[]) =>
    `<tr>${cells
      .map((cell, i) => {
        const side = i === 0 ? 'left' : align;
        return `<${tag} style="text-align:${side}">${htmlOf(cell)}</${tag}>`;
      })
      .join('')}</tr>`;
  const body = rows.map((cells) => row('td', cells)).join('');
  return `<table><thead>${row('th', heads)}</thead><tbody>${body}</tbody></table>`;
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);
const htmlOf = (cell: Cell): string => (typeof cell === 'string' ? escapeHtml(cell) : cell.html);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also for XML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}
