/** Tables as HTML, for notebooks. */

/** Text, or HTML as it stands. */
export type Cell = string | { readonly html: string };

/** The first column is aligned to the left, as names are, the others to the right. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const row = (tag: 'th' | 'td', cells: readonly Cell[]) =>
    `<tr>${cells
      .map((cell, i) => {
        const align = i === 0 ? 'left' : 'right';
        return `<${tag} style="text-align:${align}">${htmlOf(cell)}</${tag}>`;
      })
      .join('')}</tr>`;
  return `<table><thead>${row('th', heads)}</thead><tbody>${rows.map((cells) => row('td', cells)).join('')}</tbody></table>`;
}

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
