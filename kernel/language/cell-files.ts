/** The names and the shape of the files that stand for cells before the language server. */

/** How many lines stand above a cell's own text. */
export const LINES_ABOVE = 1;

/** What the names of all of them begin with; none of them is on disk. */
export const CELL_FILES = '.gradbook-';

/** The text that is being edited; its module also names all cells, so that they are looked at. */
export const EDITED = `${CELL_FILES}edited.ts`;

/** The text that is being edited, where it has JSX. */
export const EDITED_JSX = `${EDITED}x`;

/** The file of a cell, in the notebook's folder. */
export function cellFile(cell: number, hasJsx: boolean): string {
  return `${CELL_FILES}cell-${cell}.ts${hasJsx ? 'x' : ''}`;
}

/** Imports of modules whose names are offered; there while they are asked for. */
export const IMPORTABLE = `${CELL_FILES}importable.ts`;

/** What the names begin with under which one cell has another one's variables, beside their own. */
export const HIDDEN = '$gradbook_';

/** The type of what another cell's variable holds by now. */
export const LIVE = '$Live';
